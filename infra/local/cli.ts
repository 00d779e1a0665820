/**
 * `npm start` and `npm run local`: the whole system on this machine, and commands that add, change and remove tenants.
 */
import { Argument, Command } from 'commander';
import { DECISIONS, reviewRegistration, sendInbound } from './commands/phones-and-carriers.ts';
import { deployTenant, destroyTenant, listTenants } from './commands/tenants.ts';
import { start } from './start/start.ts';

const program = new Command('npm run local --')
  .description('The tenant router on a local AWS. Nothing leaves the machine.')
  .addHelpText(
    'after',
    '\nVariables that set ports: PORT (8787), FUNCTION_URL_PORT (8788), LOCAL_AWS_PORT (4566), EXPLORER_PORT (8789).',
  );

program
  .command('start')
  .description('deploy the management stack and the tenants acme and globex, and serve them')
  .option('--verbose', 'print each resource as it is made')
  .action(start);

program
  .command('deploy <tenantId>')
  .description('deploy or update the stack of a tenant')
  .option('--account <id>', 'the tenant account (default: the present one, or a new account)')
  .option('--region <region>', 'the Region of the stack (default: the present one, or us-east-1)')
  .option('-c, --context <name=value...>', 'additional context of the tenant stack')
  .action(deployTenant);

program
  .command('destroy <tenantId>')
  .description('destroy the stack of a tenant, which deregisters the tenant')
  .option('--account <id>', 'the tenant account, when several stacks have the tenantId')
  .action(destroyTenant);

program
  .command('tenants')
  .description('list the deployed tenant stacks, and whether their tenants are registered')
  .action(listTenants);

program
  .command('review <tenantId> <registrationId>')
  .description('decide on a submitted registration, in place of AWS and carriers')
  .addArgument(new Argument('<decision>', 'the outcome of the review').choices(DECISIONS))
  .option('--reason <reason>', 'the reason of a denial, such as BRAND_UNVERIFIED')
  .option('--field <path=reason...>', 'fields that need another value, with the decision update')
  .action(reviewRegistration);

program
  .command('inbound <from> <to> <body>')
  .description("send a text message from a phone to a tenant's number")
  .action(sendInbound);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
