import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { ACCESS_CLASSES } from '../../registrar/contract/access-class.ts';
import { API_SCOPES } from '../../registrar/contract/names.ts';
import { isTenantId } from '../../registrar/contract/tenant-id.ts';
import { explainError, isDenied } from '../access/explain-error.ts';
import { UsageError } from '../access/usage-error.ts';
import { bind, migrate, unbind } from './commands/bindings.ts';
import { clients, newClient, rotateSecret } from './commands/clients.ts';
import { listDeadLetters, redriveDeadLetters } from './commands/dead-letters.ts';
import { doctor } from './commands/doctor.ts';
import { list, show } from './commands/look.ts';
import { approve, release, reserve } from './commands/names.ts';
import { reconcile } from './commands/reconcile.ts';
import { resume, SWITCHES, setSwitch, suspend } from './commands/status.ts';
import { type ConnectOptions, connect, type Operator, type OperatorTerminal } from './operator.ts';
import { RefusedError } from './refused-error.ts';

/** Done; refused, or something is wrong, and the message says what; the command could not start. */
export type ExitCode = 0 | 1 | 2;

/**
 * `npm run tenants -- <command>`: what an operator does to tenants and their callers.
 *
 * @param argv What follows `npm run tenants --`.
 * @param environment For the ports of the local system.
 */
export async function runTenants(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: OperatorTerminal,
): Promise<ExitCode> {
  const operate = async (options: ConnectOptions, work: (operator: Operator) => Promise<void>) =>
    await work(await connect(options, environment, terminal));
  try {
    await tenantsProgram(operate, terminal).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.printError(explain(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof RefusedError) return error.message;
  if (isDenied(error))
    return `You lack a permission, so this was not done. ${explainError(error)} (infra/RUNBOOK.md lists what operators need.)`;
  return explainError(error);
}

type Operate = (options: ConnectOptions, work: (operator: Operator) => Promise<void>) => Promise<void>;

function tenantsProgram(operate: Operate, { print, printError }: OperatorTerminal): Command {
  const program = new Command('npm run tenants --')
    .description('Tenants and their callers, seen and changed with your own AWS credentials.')
    .option('--local', 'the system that npm start runs')
    .option('--profile <name>', "AWS profile of the management account (default: the shell's credentials)")
    .option('--region <region>', "the management stack's Region (default: the shell's or the profile's)")
    .option('--tenant-role <name>', "a role of the tenants' accounts that you may assume, for doctor")
    .option('--json', 'print JSON, of commands that print data')
    .option('--yes', 'do not ask before what hurts')
    .addHelpText(
      'after',
      '\nWith --local, LOCAL_AWS_PORT (4566) says where it listens. Exit codes: 0 done, 1 refused or found something, 2 could not start.',
    )
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .exitOverride();
  const options = () => program.opts<ConnectOptions & { readonly json?: boolean }>();
  const run = (work: (operator: Operator) => Promise<void>) => operate(options(), work);
  const tenant = () => new Argument('<tenantId>').argParser(tenantId);

  program
    .command('list')
    .description('all tenants: account, registration, status, callers, last announcement')
    .action(() => run((operator) => list(operator, options())));
  program
    .command('show')
    .addArgument(tenant())
    .description('everything that the table has of a tenant')
    .action((id) => run((operator) => show(operator, id, options())));
  program
    .command('suspend')
    .addArgument(tenant())
    .requiredOption('--reason <text>', 'why; shown by list and show')
    .description('refuse all requests for the tenant')
    .action((id, { reason }) => run((operator) => suspend(operator, id, { reason })));
  program
    .command('resume')
    .addArgument(tenant())
    .description('end a suspension')
    .action((id) => run((operator) => resume(operator, id)));
  program
    .command('set')
    .addArgument(tenant())
    .addArgument(new Argument('<attribute>').choices(Object.keys(SWITCHES)))
    .addArgument(new Argument('<value>').choices(['on', 'off']))
    .description('exclusive: callers with api/Admin need a binding, too; defaultConfigurationSet: of sends')
    .action((id, attribute, value) => run((operator) => setSwitch(operator, id, attribute, value)));
  program
    .command('bind')
    .addArgument(tenant())
    .argument('<caller>', 'an OAuth client id, or the ARN of an IAM role or user')
    .addOption(accessOption())
    .description('let a caller reach the tenant, for these classes and no others')
    .action((id, caller, { access }) => run((operator) => bind(operator, id, caller, { access })));
  program
    .command('unbind')
    .addArgument(tenant())
    .argument('<caller>')
    .description("take a caller's binding away")
    .action((id, caller) => run((operator) => unbind(operator, id, caller)));
  program
    .command('new-client')
    .addArgument(tenant())
    .addOption(accessOption())
    .addOption(
      new Option('--scopes <list>', 'comma separated (default: the least for the access)').argParser(
        oneOf(API_SCOPES),
      ),
    )
    .option('--name <name>', "the client's name (default: the tenantId)")
    .description('make an OAuth client and bind it; prints id and secret, once')
    .action((id, given) => run((operator) => newClient(operator, id, { ...given, ...options() })));
  program
    .command('clients')
    .description('the OAuth clients, and the tenants that bind them')
    .action(() => run((operator) => clients(operator, options())));
  program
    .command('rotate-secret')
    .argument('<clientId>')
    .option('--finish', 'delete the older of the two secrets')
    .description('give a client a second secret, printed once')
    .action((clientId, given) =>
      run((operator) => rotateSecret(operator, clientId, { ...given, ...options() })),
    );
  program
    .command('reserve')
    .addArgument(tenant())
    .argument('<accountId>')
    .description('let one account alone bear a name')
    .action((id, accountId) => run((operator) => reserve(operator, id, accountId)));
  program
    .command('approve')
    .addArgument(tenant())
    .argument('<accountId>', 'the account that waits with this name, as list shows it')
    .description('register a tenant that waits')
    .action((id, accountId) => run((operator) => approve(operator, id, accountId)));
  program
    .command('release')
    .addArgument(tenant())
    .description('free a name whose tenant has left, or that is only reserved')
    .action((id) => run((operator) => release(operator, id)));
  const deadLetters = program.command('dead-letters').description('registrations that were refused');
  deadLetters
    .command('list', { isDefault: true })
    .description('the oldest ten, with their reasons')
    .action(() => run((operator) => listDeadLetters(operator, options())));
  deadLetters
    .command('redrive')
    .description('give them all to the registrar once more')
    .action(() => run(redriveDeadLetters));
  program
    .command('reconcile')
    .description('register who is approved and write the bucket policy anew, now')
    .action(() => run(reconcile));
  program
    .command('migrate')
    .description('rewrite allowedCallers as callers and exclusive')
    .action(() => run(migrate));
  program
    .command('doctor')
    .description(
      'roles that cannot be assumed, stale, damaged and ghost tenants, policy drift, numbers left behind',
    )
    .action(() => run((operator) => doctor(operator, options())));
  return program;
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

function tenantId(text: string): string {
  if (isTenantId(text)) return text;
  throw new InvalidArgumentError('A tenantId has 2 to 64 letters, digits, ".", "_", "-".');
}
