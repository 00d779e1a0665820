import { TEMPORARY_PASSWORD_PARAMETER } from './config.ts';
import { type Context, ContextError } from './context/read-context.ts';

export const CDK_COMMANDS = ['synth', 'diff', 'deploy', 'destroy'] as const;
export type CdkCommand = (typeof CDK_COMMANDS)[number];

/** A command line of `npm run synth|diff|deploy|destroy`. */
export interface CommandLine {
  readonly command: CdkCommand;
  /** The value of `-c stack=…`. */
  readonly stackName: string | undefined;
  /** All other context. */
  readonly context: Context;
  /** What the CDK CLI gets as it is. */
  readonly rest: readonly string[];
}

/**
 * Takes `-c name=value` and `--context name=value` out of the arguments; the last value of a name counts.
 *
 * @throws ContextError when an argument of `-c` is not of that form, or the command is none of ours
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const [command, ...others] = argv;
  if (!isCdkCommand(command)) {
    throw new ContextError('this command line', [`the command must be one of ${CDK_COMMANDS.join(', ')}.`]);
  }
  const context = new Map<string, string>();
  const rest: string[] = [];
  const problems: string[] = [];
  const queue = [...others];
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    const pair = contextArgument(argument, queue);
    if (pair === undefined) {
      rest.push(argument);
      continue;
    }
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (name === undefined || value === undefined)
      problems.push(`${argument} takes name=value, not "${pair}".`);
    else context.set(name, value);
  }
  if (problems.length > 0) throw new ContextError('this command line', problems);
  const stackName = context.get('stack');
  context.delete('stack');
  return { command, stackName, context: Object.fromEntries(context), rest };
}

/**
 * The arguments for the CDK CLI, which reads a cloud assembly that is there already. The temporary password travels as
 * a stack parameter of a deployment, and no other way.
 */
export function cliArguments({ command, stackName, context, rest }: CommandLine, assembly: string): string[] {
  const password = context.apiTempPassword;
  const parameters =
    command === 'deploy' && password !== undefined
      ? ['--parameters', `${stackName}:${TEMPORARY_PASSWORD_PARAMETER}=${password}`]
      : [];
  return [command, ...rest, ...parameters, '--app', assembly, '--no-notices'];
}

/** The text of a context option, which may take the argument after it. */
function contextArgument(argument: string, following: string[]): string | undefined {
  if (argument === '-c' || argument === '--context') return following.shift() ?? '';
  return /^(?:--context=|-c=?)(.*)$/s.exec(argument)?.[1];
}

function isCdkCommand(command: string | undefined): command is CdkCommand {
  return CDK_COMMANDS.some((known) => known === command);
}
