import * as v from 'valibot';

const ITEM = {
  /** The hash of caller, tenant, account, action and key (`scopeHash`). */
  pk: v.string(),
  /** The hash of the caller's decoded input. */
  inputHash: v.string(),
  /** The invocation that holds the key: only it may record the outcome of its request. */
  attempt: v.string(),
  /** The id of that request, to find it in the log. */
  requestId: v.string(),
  /** Seconds since the epoch. DynamoDB deletes the item some time later, so every condition checks it, too. */
  expiresAt: v.number(),
};

/** An item of the table of keyed sends: the outcome of a request with an `Idempotency-Key`. */
export const KeyedSendSchema = v.variant('state', [
  /** In progress; after `leaseEndsAt` (milliseconds since the epoch) its invocation counts as dead. */
  v.object({ ...ITEM, state: v.literal('Running'), leaseEndsAt: v.number() }),
  /**
   * Succeeded: status and JSON body as the first caller got them, except for secrets (`withoutSecrets`). The body may
   * hold the tenant's data, such as a number that was looked up, and is kept until the item expires.
   */
  v.object({ ...ITEM, state: v.literal('Answered'), status: v.picklist([200, 207]), body: v.string() }),
  /** AWS may have acted; the outcome is unknown. */
  v.object({ ...ITEM, state: v.literal('OutcomeUnknown') }),
]);

export type KeyedSend = v.InferOutput<typeof KeyedSendSchema>;

/** The request about which is decided. */
export interface KeyedAttempt {
  readonly inputHash: string;
  readonly attempt: string;
  /** AWS itself ignores a repetition (`ClientToken`), so a request of unknown outcome can be tried again. */
  readonly repeatable: boolean;
}

export type KeyDecision =
  /** The item is this attempt's own: its claim was written, but the answer to the claim was lost. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'replay'; readonly status: 200 | 207; readonly body: string }
  | { readonly kind: 'key reused' }
  | { readonly kind: 'in progress' }
  | { readonly kind: 'outcome unknown'; readonly requestId: string }
  /** The key may be claimed in place of this attempt. */
  | { readonly kind: 'take over'; readonly attempt: string };

/** What to do with a request whose key is taken. Pure. */
export function decideOnKey(stored: KeyedSend, request: KeyedAttempt, now: number): KeyDecision {
  if (stored.attempt === request.attempt) return { kind: 'claimed' };
  if (stored.inputHash !== request.inputHash) return { kind: 'key reused' };
  if (stored.state === 'Answered') return { kind: 'replay', status: stored.status, body: stored.body };
  if (stored.state === 'Running' && now < stored.leaseEndsAt) return { kind: 'in progress' };
  return request.repeatable
    ? { kind: 'take over', attempt: stored.attempt }
    : { kind: 'outcome unknown', requestId: stored.requestId };
}
