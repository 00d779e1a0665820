import { MANAGEMENT_STACK_NAME } from '../registrar/contract/names.ts';
import { TEMPORARY_PASSWORD_PARAMETER } from './config.ts';

/** The stack parameter, in the form of the CDK CLI's option `--parameters`. */
const PARAMETER = `${MANAGEMENT_STACK_NAME}:${TEMPORARY_PASSWORD_PARAMETER}`;

/** The message for a password that is given to the CDK CLI itself. */
export const PASSWORD_NOT_PASSED_ON =
  'apiTempPassword creates the user admin, but cdk deploy does not pass the password on. Use npm run deploy with the ' +
  `variable API_TEMP_PASSWORD, or add --parameters ${PARAMETER}=<password>, which process lists show.`;

/** The arguments of the CDK CLI without the password in their context, and the password. */
export interface CliCommandLine {
  readonly args: readonly string[];
  readonly password: string | undefined;
}

/**
 * Removes `-c apiTempPassword=…`, in every form that the CLI knows, from the arguments; the last one counts. A
 * deployment gets the password as the stack's NoEcho parameter instead.
 *
 * @param password used when the arguments have none
 */
export function passAsParameter(argv: readonly string[], password?: string): CliCommandLine {
  const args: string[] = [];
  const queue = [...argv];
  for (let argument = queue.shift(); argument !== undefined; argument = queue.shift()) {
    const next = queue[0];
    const isOption = (argument === '-c' || argument === '--context') && next !== undefined;
    const given = /^apiTempPassword=(.*)$/s.exec(isOption ? next : contextOf(argument))?.[1];
    if (given === undefined) {
      args.push(argument);
      continue;
    }
    if (isOption) queue.shift();
    password = given;
  }
  if (args[0] === 'deploy' && password !== undefined) args.push('--parameters', `${PARAMETER}=${password}`);
  return { args, password };
}

/** The pair in `--context=name=value`, `-c=name=value` or `-cname=value`. */
function contextOf(argument: string): string {
  return /^(?:--context=|-c=?)(.*)$/s.exec(argument)?.[1] ?? '';
}
