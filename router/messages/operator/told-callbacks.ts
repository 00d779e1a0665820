import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { CALLBACKS_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { parseDelivery } from '../callbacks/delivery.ts';
import { callbackEventId } from '../callbacks/event-type.ts';
import { isOpen } from '../callbacks/flow/breaker.ts';
import { waitingPartition } from '../callbacks/table/callback-item.ts';
import { createRegisteredCallbacks, type ListedCallback } from '../callbacks/table/registered-callbacks.ts';
import type { ShownMessage } from './message-lookup.ts';

/** What the table of callbacks has about one event of a message. */
export interface KnownDelivery {
  readonly EventId: string;
  readonly EventType: string;
  readonly Result: 'DELIVERED' | 'FAILED' | 'WAITING';
  /** The attempt's time; of a waiting delivery, when it is due. */
  readonly Timestamp: Date;
  /** The attempt's number; of a waiting delivery, the next one. */
  readonly Attempt: number;
  readonly HttpStatus?: number | undefined;
  readonly Reason?: string | undefined;
}

export interface ToldCallback {
  /** The tenantId of the callback: an account may have had another name before. */
  readonly TenantId: string;
  readonly CallbackName: string;
  readonly EventTypes: readonly string[];
  readonly Breaker: 'OPEN' | 'CLOSED';
  /** Empty when neither the last five outcomes nor the waiting deliveries are of this message. */
  readonly Deliveries: readonly KnownDelivery[];
}

/** How many pages of 1 MB of waiting deliveries are read for one callback: tens of thousands of deliveries. */
const MAX_PAGES = 10;

/** The deliveries of a message to an account's callbacks, and those that wait, as far as their table has them. */
export async function toldOf(
  client: DynamoDBDocumentClient,
  accountId: string,
  message: ShownMessage,
): Promise<readonly ToldCallback[]> {
  const callbacks = await createRegisteredCallbacks(client, CALLBACKS_TABLE_NAME, Date.now).listAll(
    accountId,
  );
  const kind = message.Direction === 'INBOUND' ? 'inbound' : 'outbound';
  const events = message.Events.map(({ EventType: type, Timestamp }) =>
    callbackEventId(accountId, { kind, id: message.MessageId, type, at: Timestamp.getTime() }),
  );
  return await Promise.all(
    callbacks.map(async (callback) => ({
      TenantId: callback.tenantId,
      CallbackName: callback.callbackName,
      EventTypes: callback.eventTypes,
      Breaker: isOpen(callback) ? ('OPEN' as const) : ('CLOSED' as const),
      Deliveries: [
        ...outcomesOf(callback, new Set(events)),
        ...(await waitingOf(client, callback, new Set(events))),
      ],
    })),
  );
}

function outcomesOf({ outcomes }: ListedCallback, events: ReadonlySet<string>): readonly KnownDelivery[] {
  return outcomes
    .filter(({ eventId }) => events.has(eventId))
    .map(({ eventId, eventType, result, at, attempt, httpStatus, reason }) => ({
      EventId: eventId,
      EventType: eventType,
      Result: result,
      Timestamp: new Date(at),
      Attempt: attempt,
      HttpStatus: httpStatus,
      Reason: reason,
    }));
}

async function waitingOf(
  client: DynamoDBDocumentClient,
  { callbackId }: ListedCallback,
  events: ReadonlySet<string>,
): Promise<readonly KnownDelivery[]> {
  const found: KnownDelivery[] = [];
  let last: Record<string, unknown> | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: CALLBACKS_TABLE_NAME,
        ExclusiveStartKey: last,
        KeyConditionExpression: 'pk = :waiting',
        ExpressionAttributeValues: { ':waiting': waitingPartition(callbackId) },
      }),
    );
    for (const { sk, delivery } of Items as { sk: string; delivery: string }[]) {
      const { event, attempts } = parseDelivery(delivery);
      if (!events.has(event.id)) continue;
      const dueAt = new Date(Number.parseInt(sk, 10));
      found.push({
        EventId: event.id,
        EventType: event.type,
        Result: 'WAITING',
        Timestamp: dueAt,
        Attempt: attempts + 1,
      });
    }
    last = LastEvaluatedKey;
    if (last === undefined) break;
  }
  return found;
}
