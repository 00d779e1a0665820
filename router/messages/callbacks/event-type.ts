import { createHash } from 'node:crypto';
import { type CallbackEventType, EVERY_EVENT } from '../../actions/own/callbacks.ts';
import { eventKey, type TrackedEvent } from '../events/event.ts';

/** The callback event type of an event; undefined for an intermediate step such as QUEUED. Pure. */
export function callbackEventType({ kind, status, isFinal }: TrackedEvent): CallbackEventType | undefined {
  if (kind === 'registration') return 'registration.updated';
  if (kind === 'inbound') return 'message.inbound';
  if (status === 'ACCEPTED') return 'message.accepted';
  if (ARRIVED.has(status)) return 'message.delivered';
  if (ON_ITS_WAY.has(status)) return 'message.sent';
  return isFinal ? 'message.failed' : undefined;
}

const ARRIVED: ReadonlySet<string> = new Set(['DELIVERED', 'COMPLETED', 'READ']);
/** SUCCESSFUL means that a carrier took the message; in some countries no better status follows. */
const ON_ITS_WAY: ReadonlySet<string> = new Set(['SENT', 'SUCCESSFUL', 'INITIATED']);

/** The event's `webhook-id`: the same whenever the event is read, and different for every event. */
export function callbackEventId(
  accountId: string,
  event: Pick<TrackedEvent, 'kind' | 'id' | 'at' | 'type'>,
): string {
  const identity = [accountId, event.kind, event.id, eventKey(event)].join('\n');
  return `evt_${createHash('sha256').update(identity).digest('hex').slice(0, 32)}`;
}

export function isWanted(type: string, eventTypes: readonly string[]): boolean {
  return eventTypes.includes(EVERY_EVENT) || eventTypes.includes(type);
}
