import type { TrackedEvent } from '../events/event.ts';
import type { Tracked } from '../fold.ts';
import { destinationKey, listKey, partitionKey, shardOf, sortKey } from './keys.ts';

/**
 * One item of `PinpointMessages`, as the document client reads and writes it: the keys of `keys.ts`, and
 *
 * | attribute   | meaning                                                                                 |
 * |-------------|-----------------------------------------------------------------------------------------|
 * | `revision`  | counts the writes of the item; each is made on condition that no other came in between  |
 * | `expiresAt` | time to live, in seconds since the epoch: the retention after the request               |
 * | the others  | `Tracked`, the facts at the root, the context as JSON text                              |
 */
export interface MessageItem {
  readonly pk: string;
  readonly listKey?: string;
  readonly toKey?: string;
  readonly sortKey?: string;
  readonly revision: number;
  readonly expiresAt: number;
  readonly kind: TrackedEvent['kind'];
  readonly id: string;
  readonly events: readonly string[];
  readonly status: string;
  readonly description?: string;
  readonly isFinal: boolean;
  readonly statusAt: number;
  readonly requestedAt: number;
  readonly channel?: string;
  readonly destination?: string;
  readonly origination?: string;
  readonly parts?: number;
  readonly price?: number;
  readonly carrierFee?: number;
  readonly country?: string;
  readonly carrier?: string;
  readonly context?: string;
  readonly previousId?: string;
  readonly body?: string;
}

export interface ItemOptions {
  readonly accountId: string;
  readonly retentionDays: number;
  readonly revision: number;
}

const DAY_SECONDS = 86_400;

/** The item of what is known of a message; the same knowledge is the same item, attribute by attribute. */
export function toItem({ facts, ...tracked }: Tracked, options: ItemOptions): MessageItem {
  const { accountId, retentionDays, revision } = options;
  const { id, kind, requestedAt } = tracked;
  const { context, ...plain } = facts;
  const item = {
    pk: partitionKey(accountId, id),
    ...(kind !== 'registration' && {
      listKey: listKey(accountId, shardOf(id)),
      toKey: facts.destination && destinationKey(accountId, facts.destination),
      sortKey: sortKey(requestedAt, id),
    }),
    revision,
    expiresAt: expiresAt(requestedAt, retentionDays),
    ...tracked,
    ...plain,
    context: context && JSON.stringify(context),
  };
  const present = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as unknown as MessageItem;
}

export function fromItem(item: MessageItem): Tracked {
  const { kind, id, events, status, description, isFinal, statusAt, requestedAt } = item;
  const { channel, destination, origination, parts, price, carrierFee } = item;
  const { country, carrier, context, previousId, body } = item;
  return {
    kind,
    id,
    events,
    status,
    description,
    isFinal,
    statusAt,
    requestedAt,
    facts: {
      channel,
      destination,
      origination,
      parts,
      price,
      carrierFee,
      country,
      carrier,
      previousId,
      body,
      context: context === undefined ? undefined : JSON.parse(context),
    },
  };
}

/** Seconds since the epoch. Personal data is kept no longer, and read no longer although DynamoDB deletes it later. */
export function expiresAt(requestedAt: number, retentionDays: number): number {
  return Math.floor(requestedAt / 1000) + retentionDays * DAY_SECONDS;
}

export function isExpired({ expiresAt: seconds }: Pick<MessageItem, 'expiresAt'>, now: number): boolean {
  return seconds * 1000 <= now;
}
