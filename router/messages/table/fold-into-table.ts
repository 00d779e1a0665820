import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TrackedEvent } from '../events/event.ts';
import { fold, type Tracked } from '../fold.ts';
import { fromItem, isExpired, type MessageItem, toItem } from './item.ts';
import { createMessageReads } from './table-reads.ts';

export interface FoldOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly retentionDays: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Announces a change before it is written. An event in the table is not announced again, so a failure between the two
   * repeats an announcement, and never misses one.
   *
   * @default no announcements
   */
  readonly announce?: Announce | undefined;
}

export type Announce = (change: Change) => Promise<void>;

/** What a message's events have changed. */
export interface Change {
  readonly accountId: string;
  readonly tracked: Tracked;
  /** The events that the table did not have, oldest first. */
  readonly news: readonly TrackedEvent[];
}

type Events = readonly [TrackedEvent, ...TrackedEvent[]];

/** "A single operation can retrieve up to 16 MB of data, which can contain as many as 100 items" (BatchGetItem). */
const MAX_KEYS = 100;
/** Concurrent writes. With one write of a few milliseconds each, thousands a second. */
const MAX_WRITES = 25;
/** How often an item is folded again because it was written meanwhile. */
const MAX_ATTEMPTS = 10;

/**
 * Folds the events of one account into the table and returns what they changed. Events that the table has, and events
 * of a message past its retention, write nothing. A call that fails half-way can be repeated.
 */
export type FoldIntoTable = (
  accountId: string,
  events: readonly TrackedEvent[],
  how?: FoldManner,
) => Promise<readonly Change[]>;

export interface FoldManner {
  /** @default false: others are told of news */
  readonly silently?: boolean;
}

export function createFoldIntoTable(options: FoldOptions): FoldIntoTable {
  const { client, tableName, retentionDays, now, announce } = options;
  const reads = createMessageReads(client, tableName);

  return async function foldIntoTable(accountId, events, { silently = false } = {}) {
    const tell = silently ? undefined : announce;
    const changes: Change[] = [];
    for (const group of chunks([...byId(events)], MAX_KEYS)) {
      const ids = group.map(([id]) => id);
      const items = await reads.items(accountId, ids, { consistent: true });
      await inParallel(group, MAX_WRITES, async ([id, own]) => {
        const change = await foldMessage(accountId, items.get(id), own, tell);
        if (change !== undefined) changes.push(change);
      });
    }
    return changes;
  };

  async function foldMessage(
    accountId: string,
    read: MessageItem | undefined,
    events: Events,
    tell: Announce | undefined,
  ): Promise<Change | undefined> {
    let known = read;
    for (let attempt = 1; ; attempt += 1) {
      const { tracked, news } = fold(known && fromItem(known), events);
      const revision = known?.revision ?? 0;
      const item = toItem(tracked, { accountId, retentionDays, revision: revision + 1 });
      if (isExpired(item, now()) || sayTheSame(known, item)) return undefined;
      try {
        if (news.length > 0) await tell?.({ accountId, tracked, news });
        await client.send(putUnchanged(tableName, item, revision));
        return { accountId, tracked, news };
      } catch (error) {
        if (!isConflict(error) || attempt === MAX_ATTEMPTS) throw error;
        known = (await reads.items(accountId, [tracked.id], { consistent: true })).get(tracked.id);
      }
    }
  }
}

/** Writes an item if it has not changed since it was read; revision 0 means that there was none. */
export function putUnchanged(TableName: string, Item: MessageItem, readRevision: number): PutCommand {
  if (readRevision === 0) {
    return new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' });
  }
  return new PutCommand({
    TableName,
    Item,
    ConditionExpression: 'revision = :read',
    ExpressionAttributeValues: { ':read': readRevision },
  });
}

export function isConflict(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

function byId(events: readonly TrackedEvent[]): ReadonlyMap<string, Events> {
  const groups = new Map<string, [TrackedEvent, ...TrackedEvent[]]>();
  for (const event of events) {
    const group = groups.get(event.id);
    if (group === undefined) groups.set(event.id, [event]);
    else group.push(event);
  }
  return groups;
}

/** Whether two items differ only in their revision; DynamoDB chooses the order of attributes. */
function sayTheSame(known: MessageItem | undefined, next: MessageItem): boolean {
  return known !== undefined && canonical(known) === canonical(next);
}

function canonical({ revision: _, ...attributes }: MessageItem): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function* chunks<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

async function inParallel<T>(
  all: readonly T[],
  width: number,
  work: (each: T) => Promise<void>,
): Promise<void> {
  const queue = all.values();
  const worker = async () => {
    for (const each of queue) await work(each);
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, worker));
}
