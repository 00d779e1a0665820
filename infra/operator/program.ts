import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { isTenantId } from '../../registrar/contract/tenant-id.ts';
import { explainError, isDenied } from '../access/explain-error.ts';
import { UsageError } from '../access/usage-error.ts';
import type { ConnectOptions } from './operator.ts';
import type { OperatorTerminal } from './operator-terminal.ts';
import { RefusedError } from './refused-error.ts';

/**
 * Exit codes: 0 done; 1 refused, or something is wrong, as the message says; 2 the command could not start; others
 * belong to a refusal.
 */
export type ExitCode = number;

/** Options before or after any command. */
export interface ProgramOptions extends ConnectOptions {
  readonly json?: boolean;
}

export interface ProgramText {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly description: string;
  /** The meaning of its exit codes besides 0, 1 and 2; ends with a full stop. */
  readonly exitCodes?: string;
}

/** An operator's program without its commands: the shared options and output. */
export function createProgram(
  { name, description, exitCodes = '' }: ProgramText,
  { print, printError }: OperatorTerminal,
): Command {
  return new Command(`npm run ${name} --`)
    .description(description)
    .option('--local', 'act on the system that npm start runs')
    .option('--profile <name>', "AWS profile of the management account (default: the shell's credentials)")
    .option('--region <region>', "the management stack's Region (default: the shell's or the profile's)")
    .option('--json', 'print JSON, of commands that print data')
    .option('--yes', 'do not ask for confirmation')
    .addHelpText(
      'after',
      `\nWith --local, LOCAL_AWS_PORT sets the port of the local AWS (4566).\nExit codes: 0 done, 1 refused or a problem found, 2 could not start.${exitCodes && ` ${exitCodes}`}`,
    )
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .exitOverride();
}

/** Runs the command of the arguments. A failure is printed in one line. */
export async function runProgram(
  program: Command,
  argv: readonly string[],
  terminal: OperatorTerminal,
): Promise<ExitCode> {
  try {
    await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.printError(explain(error));
    if (error instanceof RefusedError) return error.exitCode;
    return error instanceof UsageError ? 2 : 1;
  }
}

export function tenantArgument(name = '<tenantId>'): Argument {
  return new Argument(name).argParser(parseTenantId);
}

/** @throws InvalidArgumentError for a text that is not a tenantId */
export function parseTenantId(text: string): string {
  if (isTenantId(text)) return text;
  throw new InvalidArgumentError('A tenantId must be 2 to 64 letters, digits, ".", "_", "-".');
}

function explain(error: unknown): string {
  if (error instanceof UsageError || error instanceof RefusedError) return error.message;
  if (isDenied(error))
    return `You lack a permission, so this was not done. ${explainError(error)} infra/RUNBOOK.md lists the permissions that operators need.`;
  return explainError(error);
}
