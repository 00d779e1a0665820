import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { MessageItem } from './item.ts';
import {
  BY_DESTINATION_INDEX,
  BY_TIME_INDEX,
  destinationKey,
  listKey,
  partitionKey,
  SHARDS,
} from './keys.ts';

/** A position in the order of all messages, newest first: `sortKey` of `keys.ts`. */
export interface MessageKey {
  readonly id: string;
  readonly sortKey: string;
}

export interface KeyRange {
  readonly accountId: string;
  /** Only messages to this number. */
  readonly destination?: string | undefined;
  /** The lower bound, inclusive; compared with sort keys as text. */
  readonly from: string;
  /** The upper bound, exclusive. */
  readonly before: string;
}

/** The router's reads of `PinpointMessages`. */
export interface MessageReads {
  /** The items of messages, by id; strongly consistent when a message may have just been written. */
  items(
    accountId: string,
    ids: readonly string[],
    options: { readonly consistent: boolean },
  ): Promise<ReadonlyMap<string, MessageItem>>;
  /** The keys of a range, newest first, read as they are consumed. */
  keys(range: KeyRange): AsyncGenerator<MessageKey>;
}

/** How many keys a query returns; index entries have about 150 bytes. */
const PAGE = 50;
const MAX_ATTEMPTS = 5;

export function createMessageReads(client: DynamoDBDocumentClient, TableName: string): MessageReads {
  return {
    async items(accountId, ids, { consistent }) {
      const items = new Map<string, MessageItem>();
      let asked = [...new Set(ids)].map((id) => ({ pk: partitionKey(accountId, id) }));
      for (let attempt = 1; asked.length > 0; attempt += 1) {
        if (attempt > MAX_ATTEMPTS) throw new Error(`DynamoDB left ${asked.length} keys unprocessed.`);
        const RequestItems = { [TableName]: { Keys: asked, ConsistentRead: consistent } };
        const { Responses, UnprocessedKeys } = await client.send(new BatchGetCommand({ RequestItems }));
        for (const item of (Responses?.[TableName] ?? []) as MessageItem[]) items.set(item.id, item);
        asked = (UnprocessedKeys?.[TableName]?.Keys ?? []) as { pk: string }[];
      }
      return items;
    },

    keys(range) {
      const { accountId, destination } = range;
      if (destination !== undefined) {
        return query(BY_DESTINATION_INDEX, 'toKey', destinationKey(accountId, destination), range);
      }
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        query(BY_TIME_INDEX, 'listKey', listKey(accountId, shard), range),
      );
      return newestFirst(shards);
    },
  };

  async function* query(
    IndexName: string,
    attribute: string,
    value: string,
    { accountId, from, before }: KeyRange,
  ): AsyncGenerator<MessageKey> {
    // DynamoDB refuses an empty range.
    if (from >= before) return;
    let last: Record<string, unknown> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          IndexName,
          Limit: PAGE,
          ExclusiveStartKey: last,
          ScanIndexForward: false,
          KeyConditionExpression: '#key = :key AND sortKey BETWEEN :from AND :before',
          ExpressionAttributeNames: { '#key': attribute },
          ExpressionAttributeValues: { ':key': value, ':from': from, ':before': before },
        }),
      );
      for (const { pk, sortKey } of (page.Items ?? []) as { pk: string; sortKey: string }[]) {
        // BETWEEN includes both ends.
        if (sortKey !== before) yield { id: pk.slice(accountId.length + 1), sortKey };
      }
      last = page.LastEvaluatedKey;
    } while (last !== undefined);
  }
}

/** Merges sorted listings. */
async function* newestFirst(listings: readonly AsyncGenerator<MessageKey>[]): AsyncGenerator<MessageKey> {
  const heads = await Promise.all(listings.map(async (listing) => ({ listing, next: await listing.next() })));
  for (;;) {
    const [newest] = heads
      .filter(({ next }) => !next.done)
      .sort((a, b) => (a.next.value.sortKey < b.next.value.sortKey ? 1 : -1));
    if (newest === undefined) return;
    yield newest.next.value;
    newest.next = await newest.listing.next();
  }
}
