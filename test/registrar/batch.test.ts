import { describe, expect, test } from 'vitest';
import { createBatchHandler, type QueuedMessage } from '../../registrar/batch.ts';
import { PolicyRefusedError } from '../../registrar/bucket/event-bucket.ts';
import {
  type EventBucketGrant,
  MAX_BUCKET_POLICY_BYTES,
} from '../../registrar/contract/bucket-statements.ts';
import { reconcileMessage } from '../../registrar/contract/names.ts';
import type { RegistrationMode } from '../../registrar/contract/tenant-record.ts';
import type { DeadLetters } from '../../registrar/dead-letters.ts';
import { createReconcile } from '../../registrar/reconcile.ts';
import { createRegister } from '../../registrar/register.ts';
import { UnreadableRecordError } from '../../registrar/tenant-table.ts';
import { Surroundings } from './in-memory.ts';
import { type EventOptions, NOW, queuedMessage, registrationEvent } from './registration-events.ts';

const GRANT: EventBucketGrant = {
  bucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
  partition: 'aws',
  organizationId: 'o-exampleorg1',
  mode: 'tenants',
};

function registrar(
  options: {
    world?: Surroundings;
    grant?: EventBucketGrant;
    bucket?: object;
    table?: object;
    deadLetters?: DeadLetters;
    mode?: RegistrationMode;
    maxNamesPerAccount?: number;
  } = {},
) {
  const { world = new Surroundings(), grant = GRANT, mode = 'open', maxNamesPerAccount = 20 } = options;
  const report = world.report();
  const table = { ...world.table(), ...options.table };
  const bucket = { ...world.bucket(), ...options.bucket };
  const handle = createBatchHandler({
    beginBatch: createRegister({ table, partition: 'aws', mode, maxNamesPerAccount, now: () => NOW, report }),
    reconcile: createReconcile({ table, bucket, grant, report }),
    deadLetters: options.deadLetters ?? world.deadLetterQueue(),
    report,
  });
  return {
    world,
    /** @returns The ids of the messages that are to come again. */
    async handle(messages: readonly QueuedMessage[]): Promise<string[]> {
      const { batchItemFailures } = await handle(messages);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
  };
}

function event(options: EventOptions = {}, messageId?: string): QueuedMessage {
  return queuedMessage(registrationEvent(options), messageId);
}

function statementsOf({ policy }: Surroundings) {
  return [policy?.Statement ?? []].flat();
}

const EARLIER = '2026-11-23T11:50:00Z';
const LATER = '2026-11-23T11:55:00Z';

describe('hostile events do not change table and policy', () => {
  test.each<[string, EventOptions, string]>([
    ['a claimed account id', { detail: { accountId: '333333333333' } }, 'AccountMismatch'],
    ['a tenantId held by another account', { accountId: '444444444444' }, 'TenantHeldByAnotherAccount'],
    [
      'a Delete from a stranger',
      { accountId: '444444444444', eventName: 'Delete' },
      'TenantHeldByAnotherAccount',
    ],
    ['accountId *', { detail: { accountId: '*' } }, 'Malformed'],
    ['accountId with a slash', { detail: { accountId: '222222222222/' } }, 'Malformed'],
    [
      'a role of another account',
      { detail: { deliveryStreamRoleArn: 'arn:aws:iam::333333333333:role/PinpointEventDeliveryRole' } },
      'ForeignRole',
    ],
    [
      'a role with a wildcard',
      { detail: { deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/Pin*' } },
      'Malformed',
    ],
    ['another source', { envelope: { source: 'aws.events' } }, 'UnexpectedSource'],
    ['another detail-type', { envelope: { 'detail-type': 'Scheduled Event' } }, 'UnexpectedSource'],
    ['an oversized detail', { detail: { padding: 'x'.repeat(300_000) } }, 'Oversized'],
    ['a time in the future', { time: '2026-11-23T12:05:01Z', eventName: 'Delete' }, 'TimeInFuture'],
    ['a sequence in the future', { sequence: NOW + 300_001, eventName: 'Delete' }, 'TimeInFuture'],
    ['a name in other case', { tenantId: 'ACME', accountId: '444444444444' }, 'TenantNameTooSimilar'],
    ['a name with a dot behind it', { tenantId: 'acme.', accountId: '444444444444' }, 'TenantNameTooSimilar'],
  ])('%s: refused with its reason', async (_, options, reason) => {
    const { world, handle } = registrar();
    await handle([event({ time: LATER })]);
    const before = structuredClone({ records: world.records, policy: world.policy });

    const message = event({ time: '2026-11-23T11:59:00Z', ...options });
    expect(await handle([message])).toEqual([]);

    expect({ records: world.records, policy: world.policy }).toEqual(before);
    expect(world.deadLetters).toMatchObject([{ messageId: message.messageId, refusal: { reason } }]);
    expect(world.counts.RegistrationRefused).toBe(1);
  });

  test('an old event after a newer one changes nothing and is not a dead letter', async () => {
    const { world, handle } = registrar();
    await handle([event({ time: LATER })]);
    const before = structuredClone(world.records);
    expect(await handle([event({ time: EARLIER, eventName: 'Delete' })])).toEqual([]);
    expect(world.records).toEqual(before);
    expect(world.deadLetters).toEqual([]);
  });

  test('a tombstone is not taken over by another account, nor granted', async () => {
    const { world, handle } = registrar();
    await handle([event({ time: EARLIER }), event({ time: LATER, eventName: 'Delete' })]);
    await handle([event({ accountId: '444444444444' })]);
    expect(world.records.get('acme')).toMatchObject({
      accountId: '222222222222',
      registration: 'Deregistered',
    });
    expect(JSON.stringify(world.policy)).not.toMatch(/222222222222|444444444444/);
  });
});

test('two tenantIds of one account keep its grant until the last is gone', async () => {
  const { world, handle } = registrar();
  await handle([event({ tenantId: 'acme', time: EARLIER }), event({ tenantId: 'acme-new', time: EARLIER })]);
  await handle([event({ tenantId: 'acme', eventName: 'Delete' })]);
  expect(JSON.stringify(world.policy)).toContain('222222222222');
  await handle([event({ tenantId: 'acme-new', eventName: 'Delete' })]);
  expect(JSON.stringify(world.policy)).not.toContain('222222222222');
});

describe('a batch', () => {
  test('goes on after a permanently bad event', async () => {
    const { world, handle } = registrar();
    const failed = await handle([
      queuedMessage('{'),
      event({ tenantId: 'globex', accountId: '333333333333' }),
    ]);
    expect(failed).toEqual([]);
    expect(world.records.get('globex')?.registration).toBe('Registered');
    expect(world.grantedAccounts()).toEqual(['333333333333']);
  });

  test('writes the policy once, whatever it registers', async () => {
    const { world, handle } = registrar();
    await handle([event(), event({ tenantId: 'globex', accountId: '333333333333' })]);
    expect(world.policyWrites).toBe(1);
    await handle([event({ eventName: 'Update', time: '2026-11-23T12:00:01Z' })]);
    expect(world.policyWrites).toBe(1);
  });

  test('reports a transient fault and all messages behind it as failed, and grants those before it', async () => {
    const world = new Surroundings();
    const { write } = world.table();
    const table = {
      write: async (next: { pk: string }) => {
        if (next.pk === 'globex') throw new Error('ProvisionedThroughputExceededException');
        return write(next as never);
      },
    };
    const { handle } = registrar({ world, table });
    const failed = await handle([
      event({}, 'first'),
      event({ tenantId: 'globex', accountId: '333333333333' }, 'second'),
      event({ tenantId: 'initech', accountId: '444444444444' }, 'third'),
    ]);
    expect(failed).toEqual(['second', 'third']);
    expect([...world.records.keys()]).toEqual(['acme']);
    expect(JSON.stringify(world.policy)).toContain('222222222222');
  });

  test('comes again from the first change when the policy cannot be written', async () => {
    const bucket = {
      writePolicy: async () => {
        throw Object.assign(new Error('conflict'), { name: 'OperationAborted' });
      },
    };
    const { world, handle } = registrar({ bucket });
    const failed = await handle([
      queuedMessage('{', 'bad'),
      event({}, 'good'),
      event({ tenantId: 'globex', accountId: '333333333333' }, 'good too'),
      queuedMessage('[]', 'bad too'),
    ]);
    expect(failed).toEqual(['good', 'good too', 'bad too']);
    expect(world.records.get('acme')?.registration).toBe('Registered');
  });

  test('refuses an event whose item is damaged, so that those behind it are not held up', async () => {
    const table = {
      read: async () => {
        throw new UnreadableRecordError('accountId');
      },
    };
    const { world, handle } = registrar({ table });
    expect(await handle([event()])).toEqual([]);
    expect(world.deadLetters).toMatchObject([{ refusal: { reason: 'UnreadableRecord' } }]);
  });
});

describe('a reconcile message', () => {
  test('writes the base policy before the first tenant comes', async () => {
    const { world, handle } = registrar();
    expect(await handle([queuedMessage(reconcileMessage('deployment'))])).toEqual([]);
    expect(statementsOf(world).map(({ Sid }) => Sid)).toEqual([
      'RequireTls',
      'DescribeEventBucket',
      'ListOwnPrefix',
    ]);
  });

  test('restores a policy that was overwritten, and keeps what was added', async () => {
    const world = new Surroundings();
    await registrar({ world }).handle([event()]);
    const healthy = statementsOf(world);
    const added = { Sid: 'Mine', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
    world.policy = { Statement: [added] };
    await registrar({ world }).handle([queuedMessage(reconcileMessage('schedule'))]);
    expect(statementsOf(world)).toEqual([...healthy, added]);
  });

  test('writes nothing when the policy is as it should be', async () => {
    const world = new Surroundings();
    await registrar({ world }).handle([event()]);
    await registrar({ world }).handle([queuedMessage(reconcileMessage('schedule'))]);
    expect(world.policyWrites).toBe(1);
  });
});

describe('a policy that cannot be written', () => {
  const full = Array.from({ length: 1400 }, (_, index) => ({
    tenantId: `tenant-${index}`,
    accountId: String(500_000_000_000 + index),
    registration: 'Registered',
  }));

  test('over 20 KB: the tenant stays registered, the policy stays unchanged, and a metric and an error line report it', async () => {
    const world = new Surroundings();
    await registrar({ world }).handle([event()]);
    const before = structuredClone(world.policy);
    const table = { readAll: async () => ({ names: full, damaged: [] }) };
    const failed = await registrar({ world, table }).handle([
      event({ tenantId: 'globex', accountId: '333333333333' }),
    ]);
    expect(failed).toEqual([]);
    expect(world.records.get('globex')?.registration).toBe('Registered');
    expect(world.policy).toEqual(before);
    expect(world.counts.BucketPolicyTooLarge).toBe(1);
    expect(world.errors.at(-1)).toMatch(/too large/);
  });

  test('in mode organization the same tenants fit', async () => {
    const table = { readAll: async () => ({ names: full, damaged: [] }) };
    const { world, handle } = registrar({ grant: { ...GRANT, mode: 'organization' }, table });
    expect(await handle([event()])).toEqual([]);
    expect(world.policy && JSON.stringify(world.policy).length).toBeLessThan(MAX_BUCKET_POLICY_BYTES);
  });

  test('refused by S3 because of another statement: reported, and no other tenant is held up', async () => {
    const bucket = {
      writePolicy: async () => {
        throw new PolicyRefusedError('Invalid principal in policy');
      },
    };
    const { world, handle } = registrar({ bucket });
    expect(await handle([event()])).toEqual([]);
    expect(world.records.get('acme')?.registration).toBe('Registered');
    expect(world.counts.BucketPolicyRefused).toBe(1);
  });
});

test('a policy just written is written again when S3 still shows the one before it', async () => {
  const world = new Surroundings();
  const { handle } = registrar({ world, bucket: { readPolicy: async () => stale } });
  let stale = undefined as typeof world.policy;
  await handle([queuedMessage(reconcileMessage('deployment'))]);
  const base = world.policy;
  await handle([event({ time: EARLIER })]);
  stale = base;
  await handle([event({ eventName: 'Delete' })]);
  expect(JSON.stringify(world.policy)).not.toContain('222222222222');
});

test('a damaged item is counted and named, and the others are granted', async () => {
  const names = [{ tenantId: 'globex', accountId: '333333333333', registration: 'Registered' }];
  const table = {
    readAll: async () => ({ names, damaged: [{ tenantId: 'initech', attributes: ['status'] }] }),
  };
  const { world, handle } = registrar({ table });
  await handle([queuedMessage(reconcileMessage('schedule'))]);
  expect(world.measures.DamagedTenants).toBe(1);
  expect(world.errors).toEqual([
    'The item of a tenant has damaged attributes {"tenantId":"initech","attributes":"status"}',
  ]);
  expect(JSON.stringify(world.policy)).toContain('333333333333');
});
