import { Argument, InvalidArgumentError, Option } from 'commander';
import { connect } from '../operator.ts';
import type { OperatorTerminal } from '../operator-terminal.ts';
import {
  createProgram,
  type ExitCode,
  type ProgramOptions,
  parseTenantId,
  runProgram,
  tenantArgument,
} from '../program.ts';
import { EXIT, type MessageDesk, type OperatorClock, openDesk, SYSTEM_CLOCK } from './desk.ts';
import type { PersonalOption } from './personal.ts';
import { parseTime } from './replay/period.ts';
import { replay } from './replay/replay.ts';
import { status } from './status.ts';
import { tail } from './tail.ts';

/**
 * `npm run messages -- <command>`: the status of messages, for operators.
 *
 * @param argv the arguments after `npm run messages --`
 * @param environment for the ports of the local system
 */
export async function runMessages(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  terminal: OperatorTerminal,
  clock: OperatorClock = SYSTEM_CLOCK,
): Promise<ExitCode> {
  const program = createProgram(
    {
      name: 'messages',
      description:
        'Shows the status of messages, and reads their events again, with your own AWS credentials. Phone numbers are masked, and bodies and contexts left out, unless --personal asks for them.',
      exitCodes: `${EXIT.unknownMessage} no such message, ${EXIT.expired} its retention has passed, ${EXIT.notKept} this deployment keeps no messages.`,
    },
    terminal,
  ).option('--personal', 'show phone numbers, bodies and contexts in full, also with --json');
  const options = () => program.opts<ProgramOptions & PersonalOption>();
  const run = async (work: (desk: MessageDesk) => Promise<void>) =>
    await work(openDesk(await connect(options(), environment, terminal), clock));

  program
    .command('status')
    .addArgument(tenantArgument())
    .argument('<messageId>')
    .description('show a message, its events, and its deliveries to callbacks')
    .action((id, messageId) => run((desk) => status(desk, id, messageId, options())));
  program
    .command('tail')
    .addArgument(new Argument('[tenantId]', 'default: all tenants').argParser(parseTenantId))
    .addOption(
      number('--since <minutes>', 'start with messages requested this long ago', 10, { max: 10_080 }),
    )
    .addOption(number('--interval <seconds>', 'time between two reads of the table', 2, { max: 3_600 }))
    .addOption(number('--count <lines>', 'end after this many lines', undefined, { max: 1_000_000 }))
    .description('print a line for each new or changed message, with --json an object, until Ctrl-C')
    .action((id, { since, interval, count }) =>
      run((desk) => tail(desk, id, { ...options(), count, sinceMinutes: since, intervalSeconds: interval })),
    );
  program
    .command('replay')
    .addOption(time('--from <time>', 'only objects written at this time or later').makeOptionMandatory())
    .addOption(time('--to <time>', 'only objects written before this time, excluding it (default: now)'))
    .option('--tenant <tenantId>', 'only objects of this tenant', parseTenantId)
    .option(
      '--callbacks',
      'report to callbacks the events that the table does not have (default: no callback is called)',
    )
    .description('make the deployed reader read objects of the event bucket again')
    .action((given) => run((desk) => replay(desk, { ...options(), ...given })));
  return await runProgram(program, argv, terminal);
}

function number(
  flags: string,
  description: string,
  standard: number | undefined,
  { max }: { readonly max: number },
): Option {
  return new Option(flags, description).default(standard).argParser((text) => {
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value > 0 && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number above 0 and at most ${max}.`);
  });
}

function time(flags: string, description: string): Option {
  return new Option(
    flags,
    `${description}: 2026-11-26T10:00:00Z, or a day, 2026-11-26, which is its 00:00 UTC`,
  ).argParser((text) => {
    const parsed = parseTime(text);
    if (parsed === undefined)
      throw new InvalidArgumentError('It must be a UTC day, or an RFC 3339 time with its zone.');
    return parsed;
  });
}
