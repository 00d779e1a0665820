import { toMessage } from '../../describe-messages.ts';
import { parseEventKey } from '../../events/event.ts';
import { fromItem, isExpired, type MessageItem } from '../../table/item.ts';
import type { MessageReads } from '../../table/table-reads.ts';
import type { Delivery } from '../delivery.ts';
import type { Callback } from '../table/callback-item.ts';

export interface PayloadOptions {
  readonly reads: Pick<MessageReads, 'items'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The body of a delivery; undefined when its message is not there: not written yet, or past its retention. */
export type PayloadOf = (callback: Callback, delivery: Delivery) => Promise<string | undefined>;

/** Describes the event, and its message by present knowledge, in the form of `DescribeMessages`. */
export function createPayloadOf({ reads, now }: PayloadOptions): PayloadOf {
  return async function payloadOf({ tenantId, callbackName }, { accountId, event }) {
    const { at, type: EventType } = parseEventKey(event.key);
    const envelope = { type: event.type, timestamp: new Date(at).toISOString() };
    if (event.of === undefined) {
      return JSON.stringify({ ...envelope, data: { TenantId: tenantId, CallbackName: callbackName } });
    }
    const item = (await reads.items(accountId, [event.of], { consistent: true })).get(event.of);
    if (item === undefined || isExpired(item, now())) return undefined;
    return JSON.stringify({ ...envelope, data: { TenantId: tenantId, EventType, ...subjectOf(item) } });
  };
}

function subjectOf(item: MessageItem): object {
  if (item.kind !== 'registration') return { Message: toMessage(item) };
  const { id, status, description, statusAt } = fromItem(item);
  return {
    Registration: {
      RegistrationId: id,
      RegistrationType: description,
      RegistrationStatus: status,
      UpdatedTimestamp: new Date(statusAt),
    },
  };
}
