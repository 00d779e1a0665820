import type { Refusal, RegistrationEvent } from './contract/registration-event.ts';
import { refuse } from './contract/registration-event.ts';
import type { RegistrationRecord } from './contract/tenant-record.ts';

export type Decision =
  | { readonly kind: 'apply'; readonly next: RegistrationRecord }
  /** Applied before. */
  | { readonly kind: 'duplicate' }
  /** Overtaken by a newer event. */
  | { readonly kind: 'late' }
  | Refusal;

/** How far a sender's clock may be ahead of ours: a name could otherwise be frozen until a far date. */
export const MAX_AHEAD_MILLISECONDS = 5 * 60 * 1000;

/**
 * Decides what an event does to its tenant's record. Pure: `now` is milliseconds since the epoch.
 *
 * A name stays with the account that registered it first, also as a tombstone. Of one account's events the newest
 * wins, in the order of (envelope time, sequence, event id), whatever order they arrive in.
 */
export function decide(
  current: RegistrationRecord | undefined,
  event: RegistrationEvent,
  now: number,
): Decision {
  if (Date.parse(event.eventTime) > now + MAX_AHEAD_MILLISECONDS) {
    return refuse('TimeInFuture', 'The event is dated more than five minutes ahead.');
  }
  if (current === undefined) return { kind: 'apply', next: recordOf(event, 1) };
  if (current.accountId !== event.accountId) {
    return refuse(
      'TenantHeldByAnotherAccount',
      `The tenantId belongs to another account than ${event.accountId}.`,
    );
  }
  const order = compareOrder(event, current);
  if (order === 0) return { kind: 'duplicate' };
  return order < 0 ? { kind: 'late' } : { kind: 'apply', next: recordOf(event, current.revision + 1) };
}

type Order = Pick<RegistrationRecord, 'eventTime' | 'sequence' | 'eventId'>;

/** Positive when `a` is the newer one, 0 when both are the same event. */
export function compareOrder(a: Order, b: Order): number {
  return (
    Date.parse(a.eventTime) - Date.parse(b.eventTime) ||
    a.sequence - b.sequence ||
    (a.eventId === b.eventId ? 0 : a.eventId > b.eventId ? 1 : -1)
  );
}

function recordOf(event: RegistrationEvent, revision: number): RegistrationRecord {
  const { tenantId, accountId, region, deliveryStreamRoleArn, eventTime, sequence, eventId } = event;
  const registration = event.eventName === 'Delete' ? 'Deregistered' : 'Registered';
  return {
    pk: tenantId,
    ...{ accountId, region, deliveryStreamRoleArn, registration },
    ...{ eventTime, sequence, eventId, revision },
  };
}
