import { describe, expect, it } from 'vitest';
import { passAsParameter } from '../../infra/temporary-password.ts';

const PARAMETER = ['--parameters', 'PinpointManagementAccountStack:ApiTempPassword=Abcdefg1!'];

describe('the temporary password', () => {
  it.each([
    [['-c', 'apiTempPassword=Abcdefg1!']],
    [['--context', 'apiTempPassword=Abcdefg1!']],
    [['--context=apiTempPassword=Abcdefg1!']],
    [['-c=apiTempPassword=Abcdefg1!']],
    [['-capiTempPassword=Abcdefg1!']],
    [['-c', 'apiTempPassword=Other1!!!', '-c', 'apiTempPassword=Abcdefg1!']],
  ])('travels with a deployment as a stack parameter when given as %j', (given) => {
    const argv = ['deploy', '-c', 'stack=any', ...given, '--require-approval', 'never'];
    expect(passAsParameter(argv)).toEqual({
      args: ['deploy', '-c', 'stack=any', '--require-approval', 'never', ...PARAMETER],
      password: 'Abcdefg1!',
    });
  });

  it('comes from the environment unless the arguments have one', () => {
    expect(passAsParameter(['deploy'], 'Abcdefg1!').args).toEqual(['deploy', ...PARAMETER]);
    expect(passAsParameter(['deploy', '-c', 'apiTempPassword=Abcdefg1!'], 'Other1!!!').args).toEqual([
      'deploy',
      ...PARAMETER,
    ]);
  });

  it.each(['synth', 'diff', 'destroy'])('is in no argument of %s', (command) => {
    const { args } = passAsParameter([command, '-c', 'apiTempPassword=Abcdefg1!', '-c', 'a=b', '-c']);
    expect(args).toEqual([command, '-c', 'a=b', '-c']);
  });
});
