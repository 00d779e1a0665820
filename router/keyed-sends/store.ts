import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { KeyedSend } from './keyed-send.ts';
import { KeyedSendSchema } from './keyed-send.ts';

/** The table of keyed sends. Every method throws the SDK's errors. */
export interface KeyedSendStore {
  /**
   * Writes the item if its key is free, has expired, or is held by the attempt `inPlaceOf`.
   *
   * @returns whether it was written
   */
  claim(item: KeyedSend, now: number, inPlaceOf?: string): Promise<boolean>;
  /** The item under a key, unless it has expired. */
  find(pk: string, now: number): Promise<KeyedSend | undefined>;
  /** Writes the outcome of an attempt, if the attempt still holds the key. */
  settle(item: KeyedSend): Promise<void>;
  /** Frees the key, if the attempt still holds it. */
  free(held: Pick<KeyedSend, 'pk' | 'attempt'>): Promise<void>;
}

/** A caller waits for these calls, so their timeout is short. */
const CALL_MILLISECONDS = 5_000;

/** The store in DynamoDB. Every write has a condition, because two invocations may use a key at the same time. */
export function createKeyedSendStore(documents: DynamoDBDocumentClient, TableName: string): KeyedSendStore {
  const timeLimit = () => ({ abortSignal: AbortSignal.timeout(CALL_MILLISECONDS) });

  async function write(send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  }

  const heldBy = (attempt: string) => ({
    ConditionExpression: 'attempt = :attempt',
    ExpressionAttributeValues: { ':attempt': attempt },
  });

  return {
    claim(Item, now, inPlaceOf) {
      const free = 'attribute_not_exists(pk) OR expiresAt <= :now';
      const condition = new PutCommand({
        TableName,
        Item,
        ConditionExpression: inPlaceOf === undefined ? free : `${free} OR attempt = :attempt`,
        ExpressionAttributeValues: {
          ':now': Math.floor(now / 1_000),
          ...(inPlaceOf !== undefined && { ':attempt': inPlaceOf }),
        },
      });
      return write(() => documents.send(condition, timeLimit()));
    },
    async find(pk, now) {
      const command = new GetCommand({ TableName, Key: { pk }, ConsistentRead: true });
      const { Item } = await documents.send(command, timeLimit());
      if (Item === undefined) return undefined;
      const item = v.parse(KeyedSendSchema, Item);
      return item.expiresAt * 1_000 <= now ? undefined : item;
    },
    async settle(Item) {
      await write(() =>
        documents.send(new PutCommand({ TableName, Item, ...heldBy(Item.attempt) }), timeLimit()),
      );
    },
    async free({ pk, attempt }) {
      await write(() =>
        documents.send(new DeleteCommand({ TableName, Key: { pk }, ...heldBy(attempt) }), timeLimit()),
      );
    },
  };
}
