import { FakeClock } from '../core/clock/fake-clock.ts';
import type { Statement } from '../core/policy.ts';
import { Logs } from '../logs/logs.ts';
import { MANAGEMENT, policy, Storage, TENANT } from '../s3/storage.rig.ts';
import { Firehose } from './firehose.ts';
import { firehoseWire } from './wire.ts';

export const BUCKET = 'central-events';
const OBJECTS = `arn:aws:s3:::${BUCKET}/accountId=${TENANT.accountId}/*`;
const OBJECT_ACTIONS = ['s3:PutObject', 's3:PutObjectAcl'];

/** A stream of the tenant account into the management account's bucket. */
export class Streams {
  readonly clock = new FakeClock(Date.parse('2026-11-23T23:59:30Z'));
  readonly storage = new Storage(this.clock);
  readonly logs = new Logs(this.storage.kernel);
  readonly firehose = new Firehose(this.storage.kernel, this.storage.s3, this.logs);
  readonly roleArn: string;

  constructor() {
    this.storage.s3.createBucket(MANAGEMENT, BUCKET);
    const { arn } = this.storage.kernel.iam.createRole(TENANT.accountId, {
      roleName: 'PinpointEventDeliveryRole',
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': TENANT.accountId } },
      }),
      policies: {},
    });
    this.roleArn = arn;
    this.allowRole(OBJECT_ACTIONS);
    this.allowInBucket(OBJECT_ACTIONS);
  }

  async listen(): Promise<void> {
    await this.storage.listen(firehoseWire(this.firehose));
  }

  /** The identity side of the delivery role. */
  allowRole(
    objectActions: readonly string[],
    bucketActions: readonly string[] = ['s3:GetBucketLocation'],
  ): void {
    const statements = grants(objectActions, bucketActions);
    this.storage.kernel.iam.putRolePolicy(this.roleArn, 'Deliver', policy(...statements));
  }

  /** The resource side, in the management account. */
  allowInBucket(objectActions: readonly string[]): void {
    const principal = { AWS: TENANT.accountId };
    const statements = grants(objectActions, ['s3:GetBucketLocation']).map((statement) => ({
      ...statement,
      Principal: principal,
    }));
    this.storage.s3.setBucketPolicy(BUCKET, JSON.stringify(policy(...statements)));
  }

  get keys(): readonly string[] {
    return [...this.storage.s3.bucket(BUCKET).objects.keys()];
  }

  get bodies(): readonly Buffer[] {
    return [...this.storage.s3.bucket(BUCKET).objects.values()].map(({ body }) => body);
  }
}

function grants(objectActions: readonly string[], bucketActions: readonly string[]): Statement[] {
  return [
    { Effect: 'Allow' as const, Action: objectActions, Resource: OBJECTS },
    { Effect: 'Allow' as const, Action: bucketActions, Resource: `arn:aws:s3:::${BUCKET}` },
  ].filter(({ Action }) => Action.length > 0);
}
