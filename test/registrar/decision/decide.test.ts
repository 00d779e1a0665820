import { describe, expect, test } from 'vitest';
import type { RegistrationMode, RegistrationRecord } from '../../../registrar/contract/tenant-record.ts';
import { admit, type Decision, decide, type NameEntry } from '../../../registrar/decision/decide.ts';
import { parseRegistrationEvent, type RegistrationEvent } from '../../../registrar/decision/parse-event.ts';
import { type EventOptions, NOW, registrationEvent } from '../registration-events.ts';

function event(options: EventOptions = {}): RegistrationEvent {
  const parsed = parseRegistrationEvent(JSON.stringify(registrationEvent(options)), 'aws');
  if ('kind' in parsed) throw new Error(parsed.explanation);
  return parsed;
}

function decideOn(
  record: RegistrationRecord | undefined,
  next: RegistrationEvent,
  { reservedFor, mode = 'open' }: { reservedFor?: string; mode?: RegistrationMode } = {},
): Decision {
  return decide({ record, reservedFor }, next, { now: NOW, mode });
}

function recordAfter(...events: RegistrationEvent[]): RegistrationRecord {
  let record: RegistrationRecord | undefined;
  for (const next of events) {
    const decision = decideOn(record, next);
    if (decision.kind !== 'apply') throw new Error(decision.kind);
    record = decision.next;
  }
  if (record === undefined) throw new Error('no events');
  return record;
}

const TWO_PAST = '2026-11-23T11:58:00Z';
const ONE_PAST = '2026-11-23T11:59:00Z';

test('a first event makes the tenant’s record', () => {
  expect(recordAfter(event())).toEqual({
    pk: 'acme',
    accountId: '222222222222',
    region: 'us-east-1',
    deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
    registration: 'Registered',
    eventTime: '2026-11-23T12:00:00Z',
    sequence: NOW,
    eventId: '4f6a3c1e-52c9-4b8a-9d54-6f1b7d5f0c11',
    revision: 1,
  });
});

test('a Delete leaves a tombstone with the time of the event', () => {
  const record = recordAfter(event({ time: ONE_PAST }), event({ eventName: 'Delete' }));
  expect(record).toMatchObject({
    registration: 'Deregistered',
    eventTime: '2026-11-23T12:00:00Z',
    revision: 2,
  });
});

test('a Delete that overtakes its Create is remembered, so that the Create changes nothing', () => {
  const record = recordAfter(event({ eventName: 'Delete' }));
  expect(decideOn(record, event({ time: ONE_PAST }))).toEqual({ kind: 'late' });
});

test('the account of a tombstone may register the name again', () => {
  const tombstone = recordAfter(event({ eventName: 'Delete', time: ONE_PAST }));
  expect(decideOn(tombstone, event({ eventName: 'Update' }))).toMatchObject({
    kind: 'apply',
    next: { registration: 'Registered' },
  });
});

test.each(['Create', 'Update', 'Delete'] as const)(
  'refuses a %s from an account that does not hold the name, of a tombstone too, and also when it is old',
  (eventName) => {
    const registered = recordAfter(event({ time: ONE_PAST }));
    const tombstone = recordAfter(event({ eventName: 'Delete', time: ONE_PAST }));
    for (const record of [registered, tombstone]) {
      for (const time of [TWO_PAST, '2026-11-23T12:00:00Z']) {
        const stranger = event({ eventName, time, accountId: '333333333333' });
        expect(decideOn(record, stranger)).toMatchObject({ reason: 'TenantHeldByAnotherAccount' });
      }
    }
  },
);

test('orders by the sender’s sequence, whatever time and id a copy from another Region has', () => {
  const record = recordAfter(event({ time: ONE_PAST, sequence: 5, id: 'b' }));
  const kind = (options: EventOptions) => decideOn(record, event(options)).kind;
  expect(kind({ time: TWO_PAST, sequence: 6, id: 'a' })).toBe('apply');
  expect(kind({ time: '2026-11-23T12:00:00Z', sequence: 4, id: 'c' })).toBe('late');
  expect(kind({ time: '2026-11-23T12:00:00Z', sequence: 5, id: 'c' })).toBe('duplicate');
  expect(kind({ time: TWO_PAST, sequence: 5, id: 'a' })).toBe('duplicate');
});

test('takes a Delete and a Create of one second in the order of their sequences', () => {
  const deleted = recordAfter(
    event({ sequence: NOW + 1 }),
    event({ sequence: NOW + 2, eventName: 'Delete' }),
  );
  expect(deleted.registration).toBe('Deregistered');
  expect(decideOn(deleted, event({ sequence: NOW + 3 }))).toMatchObject({
    next: { registration: 'Registered' },
  });
});

test('orders events without a sequence by time, then by id', () => {
  const record = recordAfter(event({ time: ONE_PAST, sequence: 0, id: 'b' }));
  const kind = (options: EventOptions) => decideOn(record, event({ sequence: 0, ...options })).kind;
  expect(kind({ time: '2026-11-23T12:00:00Z', id: 'a' })).toBe('apply');
  expect(kind({ time: TWO_PAST, id: 'c' })).toBe('late');
  expect(kind({ time: ONE_PAST, id: 'c' })).toBe('apply');
  expect(kind({ time: ONE_PAST, id: 'a' })).toBe('late');
  expect(kind({ time: '2026-11-23T11:59:00.000Z', id: 'b' })).toBe('duplicate');
  // The account has replaced the sample's stack with this one, whose agent sends a sequence.
  expect(kind({ sequence: NOW, id: 'a' })).toBe('apply');
});

test('refuses a sequence more than five minutes ahead, which would freeze the name until then', () => {
  expect(decideOn(undefined, event({ sequence: NOW + 300_001 }))).toMatchObject({ reason: 'TimeInFuture' });
  expect(decideOn(undefined, event({ sequence: NOW + 300_000 })).kind).toBe('apply');
});

test('refuses a time more than five minutes ahead, and takes five minutes', () => {
  expect(decideOn(undefined, event({ time: '2026-11-23T12:05:01Z' }))).toMatchObject({
    reason: 'TimeInFuture',
  });
  expect(decideOn(undefined, event({ time: '2026-11-23T12:05:00Z' })).kind).toBe('apply');
});

describe('where registrations are approved', () => {
  const approve = (entry: NameEntry, options: EventOptions = {}) =>
    decide(entry, event(options), { now: NOW, mode: 'approve' });
  const nextOf = (decision: Decision) => {
    if (decision.kind !== 'apply') throw new Error(decision.kind);
    return decision.next;
  };
  const pending = nextOf(approve({}, { time: TWO_PAST }));

  test('a new name waits', () => {
    expect(pending.registration).toBe('Pending');
    expect(nextOf(approve({ record: pending }, { eventName: 'Update' })).registration).toBe('Pending');
  });

  test('a name that is reserved for its account does not', () => {
    expect(nextOf(approve({ reservedFor: '222222222222' })).registration).toBe('Registered');
  });

  test('a pending tenant is admitted once its name is reserved for its account, and not for another', () => {
    expect(admit({ record: pending, reservedFor: '222222222222' })).toEqual({
      ...pending,
      registration: 'Registered',
      revision: 2,
    });
    expect(admit({ record: pending, reservedFor: '333333333333' })).toBeUndefined();
    expect(admit({ record: pending })).toBeUndefined();
  });

  test('a pending tenant that leaves and returns waits again', () => {
    const withdrawn = nextOf(approve({ record: pending }, { eventName: 'Delete', time: ONE_PAST }));
    expect(withdrawn.registration).toBe('Withdrawn');
    expect(nextOf(approve({ record: withdrawn })).registration).toBe('Pending');
  });

  test('a tenant that had been registered returns registered: a roll-back must not take it offline', () => {
    const registered = recordAfter(event({ time: TWO_PAST }));
    const tombstone = nextOf(approve({ record: registered }, { eventName: 'Delete', time: ONE_PAST }));
    expect(tombstone.registration).toBe('Deregistered');
    expect(nextOf(approve({ record: tombstone })).registration).toBe('Registered');
  });

  test('a name that is pending for one account goes to the account for which it is reserved', () => {
    const squatted = { record: pending, reservedFor: '333333333333' };
    expect(nextOf(approve(squatted, { accountId: '333333333333' }))).toMatchObject({
      accountId: '333333333333',
      registration: 'Registered',
      revision: 2,
    });
    expect(approve(squatted)).toMatchObject({ reason: 'TenantReservedForAnotherAccount' });
    expect(approve({ record: pending }, { accountId: '333333333333' })).toMatchObject({
      reason: 'TenantHeldByAnotherAccount',
    });
  });
});

describe('where registrations are open', () => {
  test('a reserved name is refused to other accounts', () => {
    const reservation = { reservedFor: '333333333333' };
    expect(decideOn(undefined, event(), reservation)).toMatchObject({
      reason: 'TenantReservedForAnotherAccount',
    });
    expect(decideOn(undefined, event({ accountId: '333333333333' }), reservation).kind).toBe('apply');
  });

  test('a reservation for another account does not take the name from the account that has it', () => {
    const record = recordAfter(event({ time: ONE_PAST }));
    expect(decideOn(record, event({ eventName: 'Update' }), { reservedFor: '333333333333' }).kind).toBe(
      'apply',
    );
  });

  test('a tenant that waited for approval is registered with its next announcement in mode open', () => {
    const decision = decide({}, event({ time: ONE_PAST }), { now: NOW, mode: 'approve' });
    const record = decision.kind === 'apply' ? decision.next : undefined;
    expect(decideOn(record, event())).toMatchObject({ next: { registration: 'Registered' } });
  });
});
