import type { Secrets } from '../attempt/secret.ts';
import type { BreakerState } from '../flow/breaker.ts';

/**
 * `PinpointCallbacks` holds three kinds of items.
 *
 * | item             | `pk`                   | `sk`                                         |
 * |------------------|------------------------|----------------------------------------------|
 * | callback         | `<accountId>`          | `<tenantId>#<callbackName>`                  |
 * | waiting delivery | `waiting#<callbackId>` | `<due at, 13 digits of milliseconds>#<event>` |
 * | claims           | `claims#<accountId>`   | `<tenantId>#`                                |
 *
 * Events of an account are reported to the callbacks of all its names. A callback belongs to its name, like a binding:
 * it works while the name is registered for the account, pauses while the tenant is suspended, and is deleted when an
 * operator releases the name. So neither another name of the account nor another account of the name inherits a URL or
 * a secret.
 *
 * A callback that has, or recently had, waiting deliveries is in the index `ByWaiting`: `waiting` is its partition key
 * and `callbackId` its sort key. The deliveries of one dead URL are in a partition of their own and read a page at a
 * time, so they never have to be skipped to find another callback's.
 *
 * Signing secrets are stored in the callback's item, under the table's encryption with the AWS managed key: without a
 * cost per secret, and with each use of the key in CloudTrail. Secrets Manager costs 0.40 USD a month for each secret,
 * which is 800 USD for 1,000 tenants with two callbacks. A customer managed key would only keep out principals that may
 * read the table but not decrypt, and costs a Decrypt for each delivery. With a leaked secret one can forge callbacks
 * to one tenant, and nothing else; it can be rotated.
 */
export interface Callback extends BreakerState, Secrets {
  readonly pk: string;
  readonly sk: string;
  readonly callbackId: string;
  readonly tenantId: string;
  readonly callbackName: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Newest first. */
  readonly outcomes: readonly StoredOutcome[];
  /** When deliveries were last marked as waiting, in milliseconds since the epoch. */
  readonly markedAt?: number;
}

export interface CallbackName {
  readonly accountId: string;
  readonly tenantId: string;
  readonly callbackName: string;
}

export type CallbackKey = Pick<Callback, 'pk' | 'sk'>;

export function callbackKey({ accountId, tenantId, callbackName }: CallbackName): CallbackKey {
  return { pk: accountId, sk: `${tenantPrefix(tenantId)}${callbackName}` };
}

/** The key of the item with a tenant's claims (`claims.ts`). */
export function claimsKey({ accountId, tenantId }: Omit<CallbackName, 'callbackName'>): CallbackKey {
  return { pk: `claims#${accountId}`, sk: tenantPrefix(tenantId) };
}

/** Neither tenantIds nor callback names contain a `#`. */
export function tenantPrefix(tenantId: string): string {
  return `${tenantId}#`;
}

export interface StoredOutcome {
  readonly eventId: string;
  readonly eventType: string;
  readonly at: number;
  readonly attempt: number;
  readonly result: 'DELIVERED' | 'FAILED';
  readonly httpStatus?: number;
  readonly reason?: string;
}

export const BY_WAITING_INDEX = 'ByWaiting';
export const WAITING = 'waiting';

export function waitingPartition(callbackId: string): string {
  return `waiting#${callbackId}`;
}

/** Sorts before everything that is due later. */
export function duePrefix(milliseconds: number): string {
  return String(milliseconds).padStart(13, '0');
}
