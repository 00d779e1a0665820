import {
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Delivery, parseDelivery } from '../delivery.ts';
import { MAX_AGE_MILLISECONDS } from '../flow/schedule.ts';
import {
  BY_WAITING_INDEX,
  type Callback,
  type CallbackKey,
  duePrefix,
  WAITING,
  waitingPartition,
} from './callback-item.ts';
import { conditionHeld } from './condition-held.ts';

export interface WaitingDelivery {
  readonly delivery: Delivery;
  readonly sk: string;
}

/** Deliveries that wait for their time, or for the breaker of their callback. */
export interface WaitingDeliveries {
  /** @param dueAt milliseconds since the epoch */
  park(callback: Callback, delivery: Delivery, dueAt: number): Promise<void>;
  /** The callbacks that may have waiting deliveries. */
  callbacks(): Promise<readonly CallbackKey[]>;
  /** The due deliveries of a callback, earliest first. */
  due(callback: Callback, limit: number): Promise<readonly WaitingDelivery[]>;
  remove(callback: Callback, deliveries: readonly WaitingDelivery[]): Promise<void>;
  /** Removes the mark of a callback without waiting deliveries, some time after it had one. */
  unmark(callback: Callback): Promise<void>;
}

/** A mark older than this is renewed; one that is much older is removed. */
const MARK_MILLISECONDS = 60_000;
/**
 * No invocation works on a delivery for this long after reading a callback with a fresh mark. So a mark older than both
 * times, of an empty partition, is not needed by any.
 */
const UNMARK_MILLISECONDS = 15 * 60_000;
/** Deliveries of a deleted callback are not released any more; they expire by their time to live. */
const KEPT_MILLISECONDS = 2 * MAX_AGE_MILLISECONDS;
/** "as many as 25 item put or delete operations" (BatchWriteItem). */
const MAX_WRITES = 25;
const MAX_TRIES = 5;

export function createWaitingDeliveries(
  client: DynamoDBDocumentClient,
  TableName: string,
  now: () => number,
): WaitingDeliveries {
  return {
    async park(callback, delivery, dueAt) {
      const { callbackId, markedAt = 0, pk, sk } = callback;
      const Item = {
        pk: waitingPartition(callbackId),
        sk: `${duePrefix(dueAt)}#${delivery.event.id}`,
        delivery: JSON.stringify(delivery),
        expiresAt: Math.ceil((dueAt + KEPT_MILLISECONDS) / 1_000),
      };
      await client.send(new PutCommand({ TableName, Item }));
      if (markedAt > now() - MARK_MILLISECONDS) return;
      await conditionHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression: 'SET #waiting = :waiting, markedAt = :now',
            ConditionExpression: 'callbackId = :id',
            ExpressionAttributeNames: { '#waiting': 'waiting' },
            ExpressionAttributeValues: { ':waiting': WAITING, ':now': now(), ':id': callbackId },
          }),
        ),
      );
    },

    async callbacks() {
      const keys: CallbackKey[] = [];
      let last: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            IndexName: BY_WAITING_INDEX,
            ExclusiveStartKey: last,
            KeyConditionExpression: '#waiting = :waiting',
            ExpressionAttributeNames: { '#waiting': 'waiting' },
            ExpressionAttributeValues: { ':waiting': WAITING },
          }),
        );
        for (const { pk, sk } of (page.Items ?? []) as CallbackKey[]) keys.push({ pk, sk });
        last = page.LastEvaluatedKey;
      } while (last !== undefined);
      return keys;
    },

    async due({ callbackId }, limit) {
      const items = await waiting(callbackId, ' AND sk < :later', { ':later': duePrefix(now() + 1) }, limit);
      return items.map(({ sk, delivery }) => ({ sk, delivery: parseDelivery(delivery) }));
    },

    async remove({ callbackId }, deliveries) {
      const pk = waitingPartition(callbackId);
      for (let start = 0; start < deliveries.length; start += MAX_WRITES) {
        let requests = deliveries
          .slice(start, start + MAX_WRITES)
          .map(({ sk }): object => ({ DeleteRequest: { Key: { pk, sk } } }));
        for (let attempt = 1; requests.length > 0; attempt += 1) {
          if (attempt > MAX_TRIES) throw new Error(`DynamoDB left ${requests.length} deletions unprocessed.`);
          const RequestItems = { [TableName]: requests };
          const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems }));
          requests = UnprocessedItems?.[TableName] ?? [];
        }
      }
    },

    async unmark({ pk, sk, callbackId, markedAt }) {
      if (markedAt === undefined || markedAt > now() - UNMARK_MILLISECONDS) return;
      if ((await waiting(callbackId, '', {}, 1)).length > 0) return;
      await conditionHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression: 'REMOVE #waiting, markedAt',
            ConditionExpression: 'markedAt = :seen',
            ExpressionAttributeNames: { '#waiting': 'waiting' },
            ExpressionAttributeValues: { ':seen': markedAt },
          }),
        ),
      );
    },
  };

  async function waiting(
    callbackId: string,
    condition: string,
    values: Readonly<Record<string, unknown>>,
    Limit: number,
  ): Promise<readonly { readonly sk: string; readonly delivery: string }[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        Limit,
        ConsistentRead: true,
        KeyConditionExpression: `pk = :waiting${condition}`,
        ExpressionAttributeValues: { ':waiting': waitingPartition(callbackId), ...values },
      }),
    );
    return Items as { sk: string; delivery: string }[];
  }
}
