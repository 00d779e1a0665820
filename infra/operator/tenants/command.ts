import { Argument, InvalidArgumentError, Option } from 'commander';
import { ACCESS_CLASSES } from '../../../registrar/contract/access-class.ts';
import { API_SCOPES } from '../../../registrar/contract/names.ts';
import { connect, type Operator } from '../operator.ts';
import type { OperatorTerminal } from '../operator-terminal.ts';
import {
  createProgram,
  type ExitCode,
  type ProgramOptions,
  runProgram,
  tenantArgument as tenant,
} from '../program.ts';
import { bind, migrate, unbind } from './commands/bindings.ts';
import { clients, newClient, rotateSecret } from './commands/clients.ts';
import { listDeadLetters, redriveDeadLetters } from './commands/dead-letters.ts';
import { doctor } from './commands/doctor.ts';
import { list, show } from './commands/look.ts';
import { approve, release, reserve } from './commands/names.ts';
import { reconcile } from './commands/reconcile.ts';
import { resume, SWITCHES, setSwitch, suspend } from './commands/status.ts';
import { DEAD_LETTER_QUEUE_NAMES } from './dead-letters/queues.ts';

/**
 * `npm run tenants -- <command>`: shows and changes tenants and their callers.
 *
 * @param argv the arguments after `npm run tenants --`
 * @param environment for the ports of the local system
 */
export async function runTenants(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: OperatorTerminal,
): Promise<ExitCode> {
  const program = createProgram(
    {
      name: 'tenants',
      description: 'Shows and changes tenants and their callers, with your own AWS credentials.',
    },
    terminal,
  ).option('--tenant-role <name>', "for doctor: a role of the tenants' accounts that you may assume");
  const options = () => program.opts<ProgramOptions>();
  const run = async (work: (operator: Operator) => Promise<void>) =>
    await work(await connect(options(), environment, terminal));

  program
    .command('list')
    .description('list all tenants with account, registration, status, callers and last announcement')
    .action(() => run((operator) => list(operator, options())));
  program
    .command('show')
    .addArgument(tenant())
    .description('show everything that the table holds about a tenant')
    .action((id) => run((operator) => show(operator, id, options())));
  program
    .command('suspend')
    .addArgument(tenant())
    .requiredOption('--reason <text>', 'the reason, which list and show print')
    .description('refuse all requests for the tenant')
    .action((id, { reason }) => run((operator) => suspend(operator, id, { reason })));
  program
    .command('resume')
    .addArgument(tenant())
    .description("end a tenant's suspension")
    .action((id) => run((operator) => resume(operator, id)));
  program
    .command('set')
    .addArgument(tenant())
    .addArgument(new Argument('<attribute>').choices(Object.keys(SWITCHES)))
    .addArgument(new Argument('<value>').choices(['on', 'off']))
    .description(
      "exclusive: callers with api/Admin need a binding, too; defaultConfigurationSet: sends without a set get the stack's",
    )
    .action((id, attribute, value) => run((operator) => setSwitch(operator, id, attribute, value)));
  program
    .command('bind')
    .addArgument(tenant())
    .argument('<caller>', 'an OAuth client id, or the ARN of an IAM role or user')
    .addOption(accessOption())
    .description('bind a caller to the tenant, for exactly these classes')
    .action((id, caller, { access }) => run((operator) => bind(operator, id, caller, { access })));
  program
    .command('unbind')
    .addArgument(tenant())
    .argument('<caller>')
    .description("remove a caller's binding")
    .action((id, caller) => run((operator) => unbind(operator, id, caller)));
  program
    .command('new-client')
    .addArgument(tenant())
    .addOption(accessOption())
    .addOption(
      new Option('--scopes <list>', 'comma separated (default: the scopes that the access needs)').argParser(
        oneOf(API_SCOPES),
      ),
    )
    .option('--name <name>', "the client's name (default: the tenantId)")
    .description('create an OAuth client bound to the tenant, and print its id and secret once')
    .action((id, given) => run((operator) => newClient(operator, id, { ...given, ...options() })));
  program
    .command('clients')
    .description('list the OAuth clients and the tenants that bind them')
    .action(() => run((operator) => clients(operator, options())));
  program
    .command('rotate-secret')
    .argument('<clientId>')
    .option('--finish', 'delete the older of the two secrets')
    .description('add a second secret to a client, and print it once')
    .action((clientId, given) =>
      run((operator) => rotateSecret(operator, clientId, { ...given, ...options() })),
    );
  program
    .command('reserve')
    .addArgument(tenant())
    .argument('<accountId>')
    .description('reserve a name for one account')
    .action((id, accountId) => run((operator) => reserve(operator, id, accountId)));
  program
    .command('approve')
    .addArgument(tenant())
    .argument('<accountId>', 'the account that announced the name, as list shows it')
    .description('approve and register a tenant that waits')
    .action((id, accountId) => run((operator) => approve(operator, id, accountId)));
  program
    .command('release')
    .addArgument(tenant())
    .description('free the name of a tenant that has left, or a reserved name')
    .action((id) => run((operator) => release(operator, id)));
  const deadLetters = program
    .command('dead-letters')
    .description('list or redrive dead letters: registrations, objects, events, callbacks');
  deadLetters
    .command('list', { isDefault: true })
    .addArgument(new Argument('[queue]', 'default: all queues').choices(DEAD_LETTER_QUEUE_NAMES))
    .description('count the dead letters of each queue, and list ten with their reasons')
    .action((queue) => run((operator) => listDeadLetters(operator, queue, options())));
  deadLetters
    .command('redrive')
    .addArgument(new Argument('[queue]').choices(DEAD_LETTER_QUEUE_NAMES).default('registrations'))
    .description('send the dead letters of a queue back to where they failed')
    .action((queue) => run((operator) => redriveDeadLetters(operator, queue)));
  program
    .command('reconcile')
    .description('register approved tenants and write the bucket policy now, not within the hour')
    .action(() => run(reconcile));
  program
    .command('migrate')
    .description('rewrite allowedCallers as callers and exclusive')
    .action(() => run(migrate));
  program
    .command('doctor')
    .description(
      'find roles that cannot be assumed, stale, damaged and ghost tenants, policy drift, and numbers left behind',
    )
    .action(() => run((operator) => doctor(operator, options())));
  return await runProgram(program, argv, terminal);
}

function accessOption(): Option {
  const classes = ACCESS_CLASSES.join(', ');
  return new Option('--access <list>', `comma separated: ${classes}`)
    .argParser(oneOf(ACCESS_CLASSES))
    .makeOptionMandatory();
}

function oneOf<Choice extends string>(choices: readonly Choice[]): (text: string) => readonly Choice[] {
  return (text) => {
    const given = text.split(',').map((part) => part.trim());
    const wrong = given.find((part) => !choices.some((choice) => choice === part));
    if (wrong !== undefined)
      throw new InvalidArgumentError(`"${wrong}" is not one of ${choices.join(', ')}.`);
    return choices.filter((choice) => given.includes(choice));
  };
}
