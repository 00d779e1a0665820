import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { toMessage } from '../describe-messages.ts';
import { isExpired, type MessageItem } from '../table/item.ts';
import { timePrefix } from '../table/keys.ts';
import { createMessageReads } from '../table/table-reads.ts';

/** A message as `DescribeMessages` shows it. */
export type ShownMessage = ReturnType<typeof toMessage>;

export type FoundMessage =
  | { readonly kind: 'message'; readonly message: ShownMessage }
  /** It still exists, but must not be shown any more. */
  | { readonly kind: 'expired'; readonly requestedAt: Date }
  /** The id is that of a registration. */
  | { readonly kind: 'registration' }
  | { readonly kind: 'unknown' };

/** An operator's reads of the table of messages. */
export interface MessageLookup {
  find(accountId: string, id: string): Promise<FoundMessage>;
  /**
   * The ids of an account's messages, newest first.
   *
   * @param since the earliest time of request, in milliseconds since the epoch
   */
  newest(accountId: string, since: number, limit: number): Promise<readonly string[]>;
  /** The messages with these ids that may be shown; eventually consistent. */
  messages(accountId: string, ids: readonly string[]): Promise<readonly ShownMessage[]>;
}

/** "A single operation can … contain as many as 100 items" (BatchGetItem). */
const MAX_FETCHED = 100;
/** Sorts after every time of 13 digits. */
const END_OF_TIME = ':';

/** @param now milliseconds since the epoch */
export function createMessageLookup(client: DynamoDBDocumentClient, now: () => number): MessageLookup {
  const reads = createMessageReads(client, MESSAGES_TABLE_NAME);
  const isShown = (item: MessageItem) => item.kind !== 'registration' && !isExpired(item, now());

  return {
    async find(accountId, id) {
      const item = (await reads.items(accountId, [id], { consistent: true })).get(id);
      if (item === undefined) return { kind: 'unknown' };
      if (isShown(item)) return { kind: 'message', message: toMessage(item) };
      if (item.kind === 'registration') return { kind: 'registration' };
      return { kind: 'expired', requestedAt: new Date(item.requestedAt) };
    },

    async newest(accountId, since, limit) {
      const ids: string[] = [];
      const range = { accountId, from: timePrefix(since), before: END_OF_TIME };
      for await (const { id } of reads.keys(range)) {
        ids.push(id);
        if (ids.length === limit) break;
      }
      return ids;
    },

    async messages(accountId, ids) {
      const found: ShownMessage[] = [];
      for (let start = 0; start < ids.length; start += MAX_FETCHED) {
        const chunk = ids.slice(start, start + MAX_FETCHED);
        const items = await reads.items(accountId, chunk, { consistent: false });
        found.push(...[...items.values()].filter(isShown).map(toMessage));
      }
      return found;
    },
  };
}
