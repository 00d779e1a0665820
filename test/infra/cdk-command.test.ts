import { describe, expect, it } from 'vitest';
import { cliArguments, parseCommandLine } from '../../infra/cdk-command.ts';
import { ContextError } from '../../infra/context/read-context.ts';

const STACK = 'PinpointManagementAccountStack';

describe('the command line', () => {
  it('takes the context out in every form the CDK CLI knows, and leaves the rest', () => {
    const line = parseCommandLine([
      'deploy',
      '-c',
      `stack=${STACK}`,
      '--context',
      'a=1',
      '--context=b=x=y',
      '-c=d=',
      '--profile',
      'ops',
      '--all',
    ]);
    expect(line).toEqual({
      command: 'deploy',
      stackName: STACK,
      context: { a: '1', b: 'x=y', d: '' },
      rest: ['--profile', 'ops', '--all'],
    });
  });

  it.each([
    ['a command that is none', ['bootstrap']],
    ['no command', []],
    ['context without a value', ['synth', '-c', 'stack']],
    ['an option without its argument', ['synth', '-c']],
  ])('refuses %s', (_, argv) => {
    expect(() => parseCommandLine(argv)).toThrow(ContextError);
  });
});

describe('the arguments of the CDK CLI', () => {
  const argv = ['-c', `stack=${STACK}`, '-c', 'apiTempPassword=Abcdefg1!', '--require-approval', 'never'];

  it('pass the temporary password to a deployment as the stack parameter', () => {
    expect(cliArguments(parseCommandLine(['deploy', ...argv]), 'cdk.out/x')).toEqual([
      'deploy',
      ...['--require-approval', 'never'],
      ...['--parameters', `${STACK}:ApiTempPassword=Abcdefg1!`],
      ...['--app', 'cdk.out/x', '--no-notices'],
    ]);
  });

  it.each(['synth', 'diff', 'destroy'])('hold no password for %s', (command) => {
    const args = cliArguments(parseCommandLine([command, ...argv]), 'cdk.out/x');
    expect(args.join(' ')).not.toContain('Abcdefg1!');
    expect(args.slice(0, 3)).toEqual([command, '--require-approval', 'never']);
  });
});
