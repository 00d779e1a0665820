import { expect, test } from 'vitest';
import { establishBasePolicy } from '../../../registrar/bucket/base-policy.ts';
import { bucketPolicy } from '../../../registrar/bucket/bucket-policy.ts';
import type { EventBucketGrant } from '../../../registrar/contract/bucket-statements.ts';

const grant: EventBucketGrant = {
  bucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
  partition: 'aws',
  organizationId: 'o-exampleorg1',
  mode: 'tenants',
};
const standing = bucketPolicy(undefined, grant, ['222222222222']);
const running = new AbortController().signal;

function world(...policies: (typeof standing | undefined)[]) {
  const sent: [string, string][] = [];
  let reads = 0;
  return {
    sent,
    reads: () => reads,
    dependencies: {
      grant,
      pollMilliseconds: 1,
      bucket: { readPolicy: async () => policies[Math.min(reads++, policies.length - 1)] },
      sendToRegistrar: async (body: string, key: string) => void sent.push([body, key]),
    },
  };
}

test.each(['Create', 'Update'] as const)(
  'on %s asks the registrar and waits until the base policy stands',
  async (RequestType) => {
    const { dependencies, sent, reads } = world(undefined, { Statement: [] }, standing);
    await establishBasePolicy({ RequestType, RequestId: 'request-1' }, dependencies, running);
    expect(sent).toEqual([['{"reconcile":"deployment"}', 'request-1']]);
    expect(reads()).toBe(3);
  },
);

test('on Delete does nothing: the bucket outlives the stack', async () => {
  const { dependencies, sent, reads } = world(undefined);
  await establishBasePolicy({ RequestType: 'Delete', RequestId: 'request-1' }, dependencies, running);
  expect(sent).toEqual([]);
  expect(reads()).toBe(0);
});

test('outlasts the seconds in which its own new role is denied', async () => {
  const { dependencies, sent } = world(standing);
  const { sendToRegistrar, bucket } = dependencies;
  let denials = 2;
  const deny = () => {
    if (denials-- > 0) throw Object.assign(new Error('Not yet.'), { name: 'AccessDenied' });
  };
  const deniedAtFirst = {
    ...dependencies,
    pausesOfNewRole: [1, 1, 1],
    sendToRegistrar: async (body: string, key: string) => {
      deny();
      denials = 2;
      await sendToRegistrar(body, key);
    },
    bucket: {
      readPolicy: async () => {
        deny();
        return bucket.readPolicy();
      },
    },
  };
  await establishBasePolicy({ RequestType: 'Create', RequestId: 'request-1' }, deniedAtFirst, running);
  expect(sent).toHaveLength(1);
});

test('stops looking when its time is up', async () => {
  const { dependencies } = world(undefined);
  const waiting = establishBasePolicy(
    { RequestType: 'Create', RequestId: 'request-1' },
    dependencies,
    AbortSignal.timeout(5),
  );
  await expect(waiting).rejects.toThrow(/aborted/);
});
