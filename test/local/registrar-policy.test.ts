import { beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, Streams } from '../../infra/local/aws/firehose/streams.ts';
import { ORGANIZATION_ID, TENANT } from '../../infra/local/aws/s3/storage.ts';
import { bucketPolicy } from '../../registrar/bucket-policy.ts';
import type { BucketPolicyMode } from '../../registrar/contract/bucket-statements.ts';

let streams: Streams;
let arn: string;
beforeEach(() => {
  streams = new Streams();
  ({ arn } = streams.firehose.createDeliveryStream(TENANT, {
    name: 'events',
    roleArn: streams.roleArn,
    bucketArn: `arn:aws:s3:::${BUCKET}`,
    prefix: `accountId=${TENANT.accountId}/`,
    bufferSeconds: 5,
  }));
});

function write(
  mode: BucketPolicyMode,
  accountIds: readonly string[],
  organizationId = ORGANIZATION_ID,
): void {
  const grant = { bucketName: BUCKET, partition: 'aws', organizationId, mode };
  streams.storage.s3.setBucketPolicy(BUCKET, JSON.stringify(bucketPolicy(undefined, grant, accountIds)));
}

async function deliver(): Promise<number> {
  streams.firehose.putRecords(streams.storage.operator(TENANT), arn, [Buffer.from('x')]);
  await streams.clock.advance(5000);
  return streams.keys.length;
}

describe('the policy that the registrar computes', () => {
  it('is no public one and lets a registered tenant deliver', async () => {
    write('tenants', ['444444444444', TENANT.accountId]);
    expect(streams.storage.s3.bucket(BUCKET).policy?.isPublic).toBe(false);
    expect(await deliver()).toBe(1);
  });

  it('lets every account of the organization deliver in its other mode', async () => {
    write('organization', []);
    expect(streams.storage.s3.bucket(BUCKET).policy?.isPublic).toBe(false);
    expect(await deliver()).toBe(1);
  });

  it.each<[string, () => void]>([
    ['a tenant that is not registered', () => write('tenants', ['444444444444'])],
    ['anybody before the first tenant comes', () => write('tenants', [])],
    ['an account of another organization', () => write('organization', [], 'o-otherorg001')],
  ])('refuses %s', async (_who, writePolicy) => {
    writePolicy();
    expect(await deliver()).toBe(0);
    expect(streams.firehose.deliveryFailures(arn)).toMatchObject([{ code: 'AccessDenied' }]);
  });

  it('is accepted with a thousand tenants', () => {
    const accountIds = Array.from({ length: 1000 }, (_, index) => String(100_000_000_000 + index));
    expect(() => write('tenants', accountIds)).not.toThrow();
  });
});
