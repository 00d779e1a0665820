/** `npm start` and `npm run local`: the whole system on this machine, and tenants that come and go in it. */
import { Argument, Command } from 'commander';
import { DECISIONS, reviewRegistration, sendInbound } from './commands/phones-and-carriers.ts';
import { deployTenant, destroyTenant, listTenants } from './commands/tenants.ts';
import { start } from './start/start.ts';

const program = new Command('npm run local --')
  .description('The tenant router with an AWS on this machine. Nothing leaves the machine.')
  .addHelpText(
    'after',
    '\nPorts: PORT (8787), FUNCTION_URL_PORT (8788), LOCAL_AWS_PORT (4566), EXPLORER_PORT (8789).',
  );

program
  .command('start')
  .description('deploy the management stack and the tenants acme and globex, and serve them')
  .option('--verbose', 'print each resource as it is made')
  .action(start);

program
  .command('deploy <tenantId>')
  .description('deploy a tenant stack into an account of the running system, or update it')
  .option('--account <id>', 'the tenant account (default: where the tenant is, or a new one)')
  .option('--region <region>', 'the Region of the stack (default: where it is, or us-east-1)')
  .option('-c, --context <name=value...>', 'further context of the tenant stack')
  .action(deployTenant);

program
  .command('destroy <tenantId>')
  .description('destroy the stack of a tenant: the tenant deregisters')
  .option('--account <id>', 'the tenant account, when several stacks have the tenantId')
  .action(destroyTenant);

program.command('tenants').description('list the tenant stacks of the running system').action(listTenants);

program
  .command('review <tenantId> <registrationId>')
  .description('review a submitted registration, as AWS and carriers do')
  .addArgument(new Argument('<decision>', 'what they say').choices(DECISIONS))
  .option('--reason <reason>', 'of a denial, such as BRAND_UNVERIFIED')
  .option('--field <path=reason...>', 'fields that need another value, for update')
  .action(reviewRegistration);

program
  .command('inbound <from> <to> <body>')
  .description("send a text from a phone to a tenant's number")
  .action(sendInbound);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
