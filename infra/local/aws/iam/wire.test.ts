import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf } from '../client-config.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';
import { policy } from './policy/policies.rig.ts';

const { management, acme } = LOCAL_ACCOUNTS;
let aws: LocalAws;
let iam: IAMClient;

beforeAll(async () => {
  aws = await createLocalAws();
  iam = new IAMClient(administratorOf(aws, acme));
});
afterAll(() => aws.stop());

async function trustOf(RoleName: string): Promise<unknown> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
}

describe('GetRole', () => {
  it('shows the trust policy as it was written, and the unique id of a trusted role that is gone', async () => {
    const trusted = aws.kernel.iam.createRole(management.accountId, {
      roleName: 'Trusted',
      assumeRolePolicy: policy(),
    });
    const assumeRolePolicy = policy({
      Effect: 'Allow',
      Principal: { AWS: [trusted.arn] },
      Action: 'sts:AssumeRole',
    });
    const { arn, roleId } = aws.kernel.iam.createRole(acme.accountId, { roleName: 'Mine', assumeRolePolicy });
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Mine' }));
    expect(Role).toMatchObject({ RoleName: 'Mine', Arn: arn, RoleId: roleId, MaxSessionDuration: 3600 });
    expect(await trustOf('Mine')).toEqual(assumeRolePolicy);
    aws.kernel.iam.deleteRole(trusted.arn);
    expect(JSON.stringify(await trustOf('Mine'))).toContain(trusted.roleId);
  });

  it("reads only the own account's roles, needs a permission, and reports a missing role", async () => {
    const elsewhere = new IAMClient(administratorOf(aws, management));
    const get = (RoleName: string, client = iam) => client.send(new GetRoleCommand({ RoleName }));
    await expect(get('Mine', elsewhere)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await expect(get('a b')).rejects.toMatchObject({ name: 'ValidationError' });
    const session = aws.kernel.iam.openSession(
      aws.kernel.iam.findRole(acme.accountId, 'Mine'),
      'test',
      Date.now() + 3_600_000,
    );
    const credentials = aws.kernel.iam.keys.issue(session);
    const nobody = new IAMClient({ ...administratorOf(aws, acme), credentials });
    await expect(get('Mine', nobody)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
