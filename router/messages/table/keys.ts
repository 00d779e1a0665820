import { createHash } from 'node:crypto';

/**
 * The stored keys of `PinpointMessages`.
 *
 * | attribute   | key of                            | value                                                     |
 * |-------------|-----------------------------------|-----------------------------------------------------------|
 * | `pk`        | the table                         | `<accountId>#<message or registration id>`                |
 * | `listKey`   | index `ByTime`, partition         | `<accountId>#<shard>`, the shard a hash of the message id |
 * | `toKey`     | index `ByDestination`, partition  | `<accountId>#<destination number>`                        |
 * | `sortKey`   | both indexes, sort                | `<requested at, 13 digits of milliseconds>#<message id>`  |
 *
 * A message has a partition of its own, so that events spread however busy a tenant is. Both indexes hold keys alone:
 * they are written once a message, when it is requested, and not with each of its events. Registrations are in none.
 *
 * The account is the one that an object's key or an event's envelope names, never one that a record names. Tenants
 * are looked up by their account, so that a tenantId that moves to another account does not take its messages along.
 */
export const BY_TIME_INDEX = 'ByTime';
export const BY_DESTINATION_INDEX = 'ByDestination';

/** A partition takes 1,000 writes a second, and a message costs each index one: 4,000 messages a second of one tenant. */
export const SHARDS = 4;

export function partitionKey(accountId: string, id: string): string {
  return `${accountId}#${id}`;
}

export function listKey(accountId: string, shard: number): string {
  return `${accountId}#${shard}`;
}

export function shardOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt32BE() % SHARDS;
}

export function destinationKey(accountId: string, destination: string): string {
  return `${accountId}#${destination}`;
}

export function sortKey(requestedAt: number, id: string): string {
  return `${timePrefix(requestedAt)}#${id}`;
}

/** Sorts before all messages that were requested at this time or later. */
export function timePrefix(milliseconds: number): string {
  return String(milliseconds).padStart(13, '0');
}
