import type { Secrets } from '../attempt/secret.ts';
import type { BreakerState } from '../flow/breaker.ts';

/**
 * `PinpointCallbacks` holds two kinds of items.
 *
 * | item             | `pk`                   | `sk`                                         |
 * |------------------|------------------------|----------------------------------------------|
 * | callback         | `<accountId>`          | `<tenantId>#<callbackName>`                  |
 * | waiting delivery | `waiting#<callbackId>` | `<due at, 13 digits of milliseconds>#<event>` |
 *
 * What happens in an account is told to the callbacks of all its names. A callback is its name's own, like a binding: it
 * works while that name is registered for the account, rests while the tenant is suspended, and goes when an operator
 * releases the name. So neither another name of the account nor another account of the name inherits a URL or a secret.
 *
 * A callback that has, or lately had, waiting deliveries is in the index `ByWaiting`: `waiting` is its partition key and
 * `callbackId` its sort key. So what waits for one dead URL lies in a partition of its own, is read a page at a time and
 * never has to be passed by to find what waits for another.
 *
 * Signing secrets lie in the callback's item, under the table's encryption with the AWS managed key: no cost a secret, and
 * each use of the key is in CloudTrail. Secrets Manager would take 0.40 USD a month for each, which is 800 USD for 1,000
 * tenants with two callbacks; a customer managed key would keep out only those who may read the table but not decrypt, at
 * a Decrypt for each delivery. A leaked secret lets somebody make up callbacks to a tenant, and nothing else; it can be
 * rotated.
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
  /** When it was last said that deliveries wait, in milliseconds since the epoch. */
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

/** Neither tenantIds nor names of callbacks have a `#`. */
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

/** Sorts before all that is due later. */
export function duePrefix(milliseconds: number): string {
  return String(milliseconds).padStart(13, '0');
}
