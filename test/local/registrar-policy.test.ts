import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import { FakeClock } from '@pinpoint-tenant-router/local-aws/clock';
import type { Statement } from '@pinpoint-tenant-router/local-aws/decisions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketPolicy } from '../../registrar/bucket/bucket-policy.ts';
import type { BucketPolicyMode } from '../../registrar/contract/bucket-statements.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const BUCKET = 'central-events';

let clock: FakeClock;
let aws: LocalAws;
let arn: string;
beforeEach(async () => {
  clock = new FakeClock();
  aws = await createLocalAws({ clock });
  aws.s3.createBucket(management, BUCKET);
  const role = aws.kernel.iam.createRole(acme.accountId, {
    roleName: 'PinpointEventDeliveryRole',
    assumeRolePolicy: policy({
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
    policies: { Deliver: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) },
  });
  ({ arn } = aws.firehose.createDeliveryStream(acme, {
    name: 'events',
    roleArn: role.arn,
    bucketArn: `arn:aws:s3:::${BUCKET}`,
    prefix: `accountId=${acme.accountId}/`,
    bufferSeconds: 5,
  }));
});
afterEach(() => aws.stop());

function policy(statement: Statement) {
  return { Version: '2012-10-17' as const, Statement: statement };
}

function write(
  mode: BucketPolicyMode,
  accountIds: readonly string[],
  organizationId = LOCAL_ORGANIZATION_ID,
): void {
  const grant = { bucketName: BUCKET, partition: 'aws', organizationId, mode };
  aws.s3.setBucketPolicy(BUCKET, JSON.stringify(bucketPolicy(undefined, grant, accountIds)));
}

async function deliver(): Promise<number> {
  const administrator = aws.kernel.iam.keys.find(acme.accessKeyId)?.caller;
  if (administrator === undefined) throw new Error('There is no administrator of acme.');
  aws.firehose.putRecords(administrator, arn, [Buffer.from('x')]);
  await clock.advance(5000);
  return aws.s3.bucket(BUCKET).objects.size;
}

describe('the policy that the registrar computes', () => {
  it('is not public and allows a registered tenant to deliver', async () => {
    write('tenants', ['444444444444', acme.accountId]);
    expect(aws.s3.bucket(BUCKET).policy?.isPublic).toBe(false);
    expect(await deliver()).toBe(1);
  });

  it('allows every account of the organization to deliver in its other mode', async () => {
    write('organization', []);
    expect(aws.s3.bucket(BUCKET).policy?.isPublic).toBe(false);
    expect(await deliver()).toBe(1);
  });

  it.each<[string, () => void]>([
    ['a tenant that is not registered', () => write('tenants', ['444444444444'])],
    ['anybody before the first tenant comes', () => write('tenants', [])],
    ['an account of another organization', () => write('organization', [], 'o-otherorg001')],
  ])('refuses %s', async (_who, writePolicy) => {
    writePolicy();
    expect(await deliver()).toBe(0);
    expect(aws.firehose.deliveryFailures(arn)).toMatchObject([{ code: 'AccessDenied' }]);
  });

  it('is accepted with a thousand tenants', () => {
    const accountIds = Array.from({ length: 1000 }, (_, index) => String(100_000_000_000 + index));
    expect(() => write('tenants', accountIds)).not.toThrow();
  });
});
