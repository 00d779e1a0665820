import type { RegistrationMode, RegistrationRecord, RegistrationState } from '../contract/tenant-record.ts';
import type { RegistrationEvent } from './parse-event.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the table knows about a name. */
export interface NameEntry {
  /** Absent until somebody has announced the name. */
  readonly record?: RegistrationRecord | undefined;
  /** The account that an operator has reserved the name for. */
  readonly reservedFor?: string | undefined;
}

export type Decision =
  | {
      readonly kind: 'apply';
      readonly next: RegistrationRecord;
      /** Whether the account did not have this name before, and no operator has reserved it for the account. */
      readonly claimsName: boolean;
    }
  /** Applied before, or a copy of what was. */
  | { readonly kind: 'duplicate' }
  /** Overtaken by a newer event. */
  | { readonly kind: 'late' }
  | Refusal;

/** How far a sender's clock may be ahead of ours: a name could otherwise be frozen until a far date. */
export const MAX_AHEAD_MILLISECONDS = 5 * 60 * 1000;

/**
 * Decides what an event does to its tenant's record. Pure: `now` is milliseconds since the epoch.
 *
 * A name stays with the account that was admitted with it first, also as a tombstone; a name that still waits for
 * approval goes to the account that an operator reserves it for. Of one account's events the newest wins, whatever
 * order they arrive in.
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

/** Whether a record's account has been let in with this name, so that the name is its own. */
export function wasAdmitted({ registration }: Pick<RegistrationRecord, 'registration'>): boolean {
  return registration === 'Registered' || registration === 'Deregistered';
}

/** An approved tenant's next record; undefined for one that does not wait, or that nobody has approved. */
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
 * Positive when `a` is the newer one, 0 when both are the same announcement.
 *
 * The sender's sequence counts first, because EventBridge gives a copy that it forwards to another Region a new time
 * and a new id. An agent of the sample sends no sequence (0): its events are told apart by the envelope alone.
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
