import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { FakeClock } from '@pinpoint-tenant-router/local-aws/clock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../../infra/context/read-context.ts';
import { eventBucketName, eventPrefix, inboundPrefix } from '../../../registrar/contract/names.ts';
import { synthesizeManagement } from './resolved-stack.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const DAY_MILLISECONDS = 86_400_000;
const BUCKET = eventBucketName(management.accountId, management.region);
const KEYS = {
  event: `${eventPrefix(acme.accountId)}date=2026-11-26/event`,
  text: `${inboundPrefix(acme.accountId)}date=2026-11-26/text`,
};

let clock: FakeClock;
let aws: LocalAws;
beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-26T10:30:00Z'));
  aws = await createLocalAws({ clock });
});
afterEach(() => aws.stop());

/** The event bucket of the template, without its notifications and its access log. */
async function deployEventBucket(context: Context): Promise<void> {
  const { template } = await synthesizeManagement(context);
  const [logicalId = '', resource] =
    Object.entries(template.Resources).find(([id]) => id.startsWith('EventBucketEvents')) ?? [];
  const { NotificationConfiguration, LoggingConfiguration, ...Properties } = resource?.Properties ?? {};
  await aws.cloudFormation.deploy({
    home: management,
    stackName: 'Retention',
    assets: new Map(),
    template: { Resources: { [logicalId]: { Type: 'AWS::S3::Bucket', Properties } } },
  });
}

function write(Key: string): void {
  const arn = `arn:aws:iam::${management.accountId}:user/administrator`;
  const operator = { kind: 'user', accountId: management.accountId, arn, userId: 'administrator' } as const;
  aws.s3.putObject(operator, BUCKET, Key, Buffer.from('{}'));
}

/** The objects that are left this many days after they were written. */
async function leftAfter(days: number): Promise<readonly string[]> {
  await clock.advance(days * DAY_MILLISECONDS);
  const { objects } = aws.s3.bucket(BUCKET);
  return Object.entries(KEYS).flatMap(([name, key]) => (objects.has(key) ? [name] : []));
}

describe('the event bucket', () => {
  it.each<[string, Context, number, readonly string[]]>([
    ['by default texts from phones for 30 days, and events for good', {}, 30, ['event']],
    ['texts for messageRetentionDays', { messageRetentionDays: '7' }, 7, ['event']],
    ['texts for a day where no messages are kept', { messageRetentionDays: '0' }, 1, ['event']],
    ['events for eventRetentionDays', { messageRetentionDays: '90', eventRetentionDays: '3' }, 3, ['text']],
  ])('keeps %s', async (_what, context, days, left) => {
    await deployEventBucket(context);
    for (const key of Object.values(KEYS)) write(key);
    // A day ends at midnight UTC: what is written in the morning has more than half a day left then.
    expect(await leftAfter(days)).toEqual(['event', 'text']);
    expect(await leftAfter(1)).toEqual(left);
  });
});
