import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBatchHandler, type QueuedMessage } from '../../registrar/batch.ts';
import { bucketPolicy, samePolicy } from '../../registrar/bucket/bucket-policy.ts';
import type { EventBucketGrant } from '../../registrar/contract/bucket-statements.ts';
import { EVENT_NAMES, type EventName } from '../../registrar/contract/registration-event.ts';
import { wasAdmitted } from '../../registrar/decision/decide.ts';
import { createReconcile } from '../../registrar/reconcile.ts';
import { createRegister } from '../../registrar/register.ts';
import { type Guard, Surroundings } from './in-memory.ts';
import { NOW, queuedMessage, registrationEvent } from './registration-events.ts';

const RUNS = 2500;
const ACCOUNTS = ['222222222222', '333333333333', '444444444444'];
const TENANTS = ['acme', 'acme-new', 'globex', 'initech'];
const GRANT: EventBucketGrant = {
  bucketName: 'pinpoint-event-stream-data-111111111111-us-east-1',
  partition: 'aws',
  organizationId: 'o-exampleorg1',
  mode: 'tenants',
};

/** One announcement as an agent put it on its bus; how often, when and with what stamps it arrives is not the agent's affair. */
interface Sent {
  readonly tenantId: string;
  readonly accountId: string;
  readonly eventName: EventName;
  /** Milliseconds since the epoch; 0 from an agent of the sample, which has none. */
  readonly sequence: number;
  readonly secondsAhead: number;
  readonly id: string;
}

/** This tenant's agents are the sample's. */
const WITHOUT_SEQUENCE = 'initech';

const sent: fc.Arbitrary<Sent> = fc
  .record({
    tenantId: fc.constantFrom(...TENANTS),
    accountId: fc.constantFrom(...ACCOUNTS),
    eventName: fc.constantFrom(...EVENT_NAMES),
    // Few different times, so that the id decides often; some are too far ahead.
    secondsAhead: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -3, max: 0 }) }, fc.constant(301)),
    sequence: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: NOW - 3000, max: NOW }) },
      fc.constant(NOW + 300_001),
    ),
    id: fc.uuid(),
  })
  .map((event) => (event.tenantId === WITHOUT_SEQUENCE ? { ...event, sequence: 0 } : event));

/** No agent's clock gives one millisecond twice to different announcements. */
const announcements = fc.uniqueArray(sent, {
  minLength: 1,
  maxLength: 8,
  selector: ({ tenantId, accountId, sequence, id }) => `${tenantId} ${accountId} ${sequence || id}`,
});

/** A copy as EventBridge makes it in another Region: a new id, a later time. */
function restamped(event: Sent): fc.Arbitrary<Sent> {
  if (event.sequence === 0) return fc.constant(event);
  return fc
    .record({ id: fc.uuid(), secondsAhead: fc.integer({ min: -2, max: 60 }) })
    .map((stamps) => ({ ...event, ...stamps }));
}

/** Arrivals in queue order: any announcement, any number of times, in any order. */
const arrivals = announcements.chain((events) =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...events) },
      { weight: 4, arbitrary: fc.constantFrom(...events).chain(restamped) },
      { weight: 1, arbitrary: fc.constant('reconcile' as const) },
    ),
    { minLength: 1, maxLength: 14 },
  ),
);

const FAULTS = ['none', 'failBefore', 'failAfter', 'crashBefore', 'crashAfter'] as const;
const faults = fc.array(fc.constantFrom(...FAULTS), { maxLength: 24 });

const batchSizes = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 4 });

test('whatever arrives, repeats, fails or crashes: the table holds the last accepted event of each tenant, and the policy follows from it', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, faults, batchSizes, async (queue, faultList, sizes) => {
      const world = new Surroundings();
      await drain(world, queue.map(toMessage), faultList, sizes);

      const expected = expectedState(queue.filter((item) => item !== 'reconcile'));
      const held = [...world.records.values()].map((record) => [
        record.pk,
        record.accountId,
        record.sequence || record.eventId,
        record.registration,
      ]);
      expect(held.sort()).toEqual(expected.records);
      const refused = new Set(world.deadLetters.map(({ body }) => JSON.parse(body).id));
      expect([...refused].sort()).toEqual(expected.refused);
      if (queue.some((item) => item === 'reconcile') || expected.records.length > 0) {
        const accountIds = world.grantedAccounts();
        expect(world.policy && samePolicy(world.policy, bucketPolicy(undefined, GRANT, accountIds))).toBe(
          true,
        );
      }
    }),
    { numRuns: RUNS },
  );
});

function toMessage(item: Sent | 'reconcile'): QueuedMessage {
  if (item === 'reconcile') return queuedMessage({ reconcile: 'schedule' });
  const { secondsAhead, ...event } = item;
  return queuedMessage(registrationEvent({ ...event, time: at(secondsAhead) }));
}

function at(secondsAhead: number): string {
  return new Date(NOW + secondsAhead * 1000).toISOString().replace('.000Z', 'Z');
}

/** A FIFO queue with one message group: batches from the head, what failed stays at the head. */
async function drain(
  world: Surroundings,
  messages: QueuedMessage[],
  faultList: readonly (typeof FAULTS)[number][],
  sizes: readonly number[],
): Promise<void> {
  const pending = [...faultList];
  let queue = messages;
  for (let turn = 0; queue.length > 0; turn += 1) {
    const batch = queue.slice(0, sizes[turn % sizes.length]);
    const process = new FaultyProcess(pending);
    const { batchItemFailures } = await process.handlerIn(world)(batch);
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const kept = process.crashed ? batch : batch.filter(({ messageId }) => failed.has(messageId));
    expect(kept).toEqual(batch.slice(batch.length - kept.length));
    queue = [...kept, ...queue.slice(batch.length)];
  }
}

/** One life of the function: each call outside takes the next fault; after a crash nothing gets out any more. */
class FaultyProcess {
  readonly #faults: (typeof FAULTS)[number][];
  crashed = false;

  constructor(faults: (typeof FAULTS)[number][]) {
    this.#faults = faults;
  }

  handlerIn(world: Surroundings) {
    const report = world.report();
    const table = world.table(this.#guard);
    return createBatchHandler({
      beginBatch: createRegister({
        table,
        partition: 'aws',
        mode: 'open',
        maxNamesPerAccount: 20,
        now: () => NOW,
        report,
      }),
      reconcile: createReconcile({ table, bucket: world.bucket(this.#guard), grant: GRANT, report }),
      deadLetters: world.deadLetterQueue(this.#guard),
      report,
    });
  }

  readonly #guard: Guard = async (call) => {
    if (this.crashed) throw new Error('the process is gone');
    const fault = this.#faults.shift() ?? 'none';
    if (fault.startsWith('crash')) this.crashed = true;
    if (fault.endsWith('Before')) throw new Error(fault);
    const result = call();
    if (fault.endsWith('After')) throw new Error(fault);
    return result;
  };
}

/** The same rules in another form: the first account to arrive holds the name, and its last announcement counts. */
function expectedState(queue: readonly Sent[]): { records: unknown[][]; refused: string[] } {
  const valid = queue.filter(
    ({ secondsAhead, sequence }) => secondsAhead <= 300 && sequence <= NOW + 300_000,
  );
  const holder = new Map<string, string>();
  for (const { tenantId, accountId } of valid) {
    if (!holder.has(tenantId)) holder.set(tenantId, accountId);
  }
  const accepted = valid.filter(({ tenantId, accountId }) => holder.get(tenantId) === accountId);
  const newestFirst = [...accepted].sort(
    (a, b) =>
      b.sequence - a.sequence ||
      (a.sequence > 0 ? 0 : b.secondsAhead - a.secondsAhead || (a.id < b.id ? 1 : -1)),
  );
  const records = [...holder].flatMap(([tenantId, accountId]) => {
    const last = newestFirst.find((event) => event.tenantId === tenantId);
    if (last === undefined) return [];
    const state = last.eventName === 'Delete' ? 'Deregistered' : 'Registered';
    return [[tenantId, accountId, last.sequence || last.id, state]];
  });
  const refused = queue.filter((event) => !accepted.includes(event)).map(({ id }) => id);
  return { records: records.sort(), refused: [...new Set(refused)].sort() };
}

/** An event for one name in mode `approve`: an announcement, or an operator who reserves it. */
const approvals = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: sent },
    { weight: 1, arbitrary: fc.constantFrom(...ACCOUNTS).map((reservedFor) => ({ reservedFor })) },
  ),
  { minLength: 1, maxLength: 12 },
);

test('where registrations are approved, an account is granted only with a name that an operator reserved for it', async () => {
  await fc.assert(
    fc.asyncProperty(approvals, async (steps) => {
      const world = new Surroundings();
      const report = world.report();
      const table = world.table();
      const handle = createBatchHandler({
        beginBatch: createRegister({
          table,
          partition: 'aws',
          mode: 'approve',
          maxNamesPerAccount: 20,
          now: () => NOW,
          report,
        }),
        reconcile: createReconcile({ table, bucket: world.bucket(), grant: GRANT, report }),
        deadLetters: world.deadLetterQueue(),
        report,
      });
      const approved = new Set<string>();
      for (const step of steps) {
        if ('reservedFor' in step) {
          // As the operator's command: a name that an account has been admitted with is not given away.
          const record = world.records.get('acme');
          if (record !== undefined && wasAdmitted(record) && record.accountId !== step.reservedFor) continue;
          world.reservations.set('acme', step.reservedFor);
          approved.add(step.reservedFor);
          await handle([queuedMessage({ reconcile: 'operator' })]);
        } else await handle([toMessage({ ...step, tenantId: 'acme' })]);
        const record = world.records.get('acme');
        if (record?.registration === 'Registered') expect(approved).toContain(record.accountId);
        const waits = record?.registration === 'Pending';
        expect(waits && world.reservations.get('acme') === record.accountId).toBe(false);
        expect(world.grantedAccounts().every((account) => approved.has(account))).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
});
