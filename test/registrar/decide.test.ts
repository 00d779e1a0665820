import { expect, test } from 'vitest';
import {
  parseRegistrationEvent,
  type RegistrationEvent,
} from '../../registrar/contract/registration-event.ts';
import type { RegistrationRecord } from '../../registrar/contract/tenant-record.ts';
import { decide } from '../../registrar/decide.ts';
import { type EventOptions, NOW, registrationEvent } from './registration-events.ts';

function event(options: EventOptions = {}): RegistrationEvent {
  const parsed = parseRegistrationEvent(JSON.stringify(registrationEvent(options)), 'aws');
  if ('kind' in parsed) throw new Error(parsed.explanation);
  return parsed;
}

function recordAfter(...events: RegistrationEvent[]): RegistrationRecord {
  let record: RegistrationRecord | undefined;
  for (const next of events) {
    const decision = decide(record, next, NOW);
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
  expect(decide(record, event({ time: ONE_PAST }), NOW)).toEqual({ kind: 'late' });
});

test('the account of a tombstone may register the name again', () => {
  const tombstone = recordAfter(event({ eventName: 'Delete', time: ONE_PAST }));
  expect(decide(tombstone, event({ eventName: 'Update' }), NOW)).toMatchObject({
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
        expect(decide(record, stranger, NOW)).toMatchObject({ reason: 'TenantHeldByAnotherAccount' });
      }
    }
  },
);

test('orders by the envelope’s time first, then by sequence, then by event id', () => {
  const record = recordAfter(event({ time: ONE_PAST, sequence: 5, id: 'b' }));
  const kind = (options: EventOptions) => decide(record, event(options), NOW).kind;
  expect(kind({ time: '2026-11-23T12:00:00Z', sequence: 0, id: 'a' })).toBe('apply');
  expect(kind({ time: TWO_PAST, sequence: 9, id: 'c' })).toBe('late');
  expect(kind({ time: ONE_PAST, sequence: 6, id: 'a' })).toBe('apply');
  expect(kind({ time: ONE_PAST, sequence: 4, id: 'c' })).toBe('late');
  expect(kind({ time: ONE_PAST, sequence: 5, id: 'c' })).toBe('apply');
  expect(kind({ time: ONE_PAST, sequence: 5, id: 'a' })).toBe('late');
  expect(kind({ time: ONE_PAST, sequence: 5, id: 'b' })).toBe('duplicate');
});

test('compares times and not their spelling', () => {
  const record = recordAfter(event({ time: '2026-11-23T11:59:00Z', sequence: 1 }));
  expect(decide(record, event({ time: '2026-11-23T11:59:00.000Z', sequence: 1 }), NOW).kind).toBe(
    'duplicate',
  );
});

test('refuses a time more than five minutes ahead, and takes five minutes', () => {
  expect(decide(undefined, event({ time: '2026-11-23T12:05:01Z' }), NOW)).toMatchObject({
    reason: 'TimeInFuture',
  });
  expect(decide(undefined, event({ time: '2026-11-23T12:05:00Z' }), NOW).kind).toBe('apply');
});
