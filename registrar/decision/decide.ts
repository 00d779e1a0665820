import type { RegistrationMode, RegistrationRecord, RegistrationState } from '../contract/tenant-record.ts';
import type { RegistrationEvent } from './parse-event.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the table holds about a name. */
export interface NameEntry {
  /** Absent until the name has been announced. */
  readonly record?: RegistrationRecord | undefined;
  /** The account for which an operator has reserved the name. */
  readonly reservedFor?: string | undefined;
}

export type Decision =
  | {
      readonly kind: 'apply';
      readonly next: RegistrationRecord;
      /** Whether the account did not have this name before and no operator has reserved it for the account. */
      readonly claimsName: boolean;
    }
  /** The event, or a copy of it, was applied before. */
  | { readonly kind: 'duplicate' }
  /** A newer event has been applied already. */
  | { readonly kind: 'late' }
  | Refusal;

/** How far a sender's clock may be ahead. A time far in the future would block the name until then. */
export const MAX_AHEAD_MILLISECONDS = 5 * 60 * 1000;

/**
 * Decides what an event does to its tenant's record. Pure: `now` is milliseconds since the epoch.
 *
 * A name belongs to the account that was first admitted with it, also as a tombstone; a name that waits for approval
 * goes to the account for which an operator reserves it. Of one account's events the newest wins, in whatever order
 * they arrive.
 */
export function decide(
  { record, reservedFor }: NameEntry,
  event: RegistrationEvent,
  { now, mode }: { readonly now: number; readonly mode: RegistrationMode },
): Decision {
  const latest = now + MAX_AHEAD_MILLISECONDS;
  if (Date.parse(event.eventTime) > latest || event.sequence > latest) {
    return refuse('TimeInFuture', 'The time or the sequence of the event is more than five minutes ahead.');
  }
  const own = record?.accountId === event.accountId ? record : undefined;
  const held = record !== undefined && wasAdmitted(record);
  if (held && own === undefined) {
    return refuse(
      'TenantHeldByAnotherAccount',
      `The tenantId belongs to another account than ${event.accountId}.`,
    );
  }
  if (!held && reservedFor !== undefined && reservedFor !== event.accountId) {
    return refuse(
      'TenantReservedForAnotherAccount',
      `The tenantId is reserved for another account than ${event.accountId}.`,
    );
  }
  const isReserved = reservedFor === event.accountId;
  if (record !== undefined && own === undefined && !isReserved) {
    return refuse(
      'TenantHeldByAnotherAccount',
      `The tenantId waits for the approval of another account than ${event.accountId}.`,
    );
  }
  const order = own === undefined ? 1 : compareOrder(event, own);
  if (order === 0) return { kind: 'duplicate' };
  if (order < 0) return { kind: 'late' };
  const admitted = mode === 'open' || held || isReserved;
  return {
    kind: 'apply',
    next: recordOf(event, stateAfter(event, admitted), (record?.revision ?? 0) + 1),
    claimsName: own === undefined && !isReserved,
  };
}

/** Whether the record's account was admitted with this name, so that it owns the name. */
export function wasAdmitted({ registration }: Pick<RegistrationRecord, 'registration'>): boolean {
  return registration === 'Registered' || registration === 'Deregistered';
}

/** The next record of an approved tenant; undefined when the tenant does not wait or is not approved. */
export function admit({ record, reservedFor }: NameEntry): RegistrationRecord | undefined {
  if (record?.registration !== 'Pending' || reservedFor !== record.accountId) return undefined;
  return { ...record, registration: 'Registered', revision: record.revision + 1 };
}

function stateAfter({ eventName }: RegistrationEvent, admitted: boolean): RegistrationState {
  if (eventName === 'Delete') return admitted ? 'Deregistered' : 'Withdrawn';
  return admitted ? 'Registered' : 'Pending';
}

type Order = Pick<RegistrationRecord, 'eventTime' | 'sequence' | 'eventId'>;

/**
 * Positive when `a` is newer, 0 when both are the same announcement.
 *
 * The sender's sequence is compared first, because EventBridge gives a copy that it forwards to another Region a new
 * time and id. The sample's agents send no sequence (0), so their events are ordered by the envelope.
 */
export function compareOrder(a: Order, b: Order): number {
  const byPlace = placeOf(a) - placeOf(b);
  if (byPlace !== 0) return byPlace;
  const bySequence = Math.sign(a.sequence) - Math.sign(b.sequence);
  if (bySequence !== 0 || a.sequence > 0) return bySequence;
  return a.eventId === b.eventId ? 0 : a.eventId > b.eventId ? 1 : -1;
}

/** Milliseconds since the epoch. */
function placeOf({ sequence, eventTime }: Order): number {
  return sequence > 0 ? sequence : Date.parse(eventTime);
}

function recordOf(
  { tenantId, accountId, region, deliveryStreamRoleArn, eventTime, sequence, eventId }: RegistrationEvent,
  registration: RegistrationState,
  revision: number,
): RegistrationRecord {
  return {
    pk: tenantId,
    accountId,
    region,
    deliveryStreamRoleArn,
    registration,
    eventTime,
    sequence,
    eventId,
    revision,
  };
}
