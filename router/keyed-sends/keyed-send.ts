import * as v from 'valibot';

const ITEM = {
  /** The hash of caller, tenant, action and key (`scopeHash`). */
  pk: v.string(),
  /** The hash of the caller's decoded input. */
  inputHash: v.string(),
  /** The invocation that holds the key: it alone may say what came of its request. */
  attempt: v.string(),
  /** The id of that request, for whoever looks into the log. */
  requestId: v.string(),
  /** Seconds since the epoch. DynamoDB deletes the item some time after, so every condition looks at it too. */
  expiresAt: v.number(),
};

/** An item of the table of keyed sends: what became of a request with an `Idempotency-Key`. */
export const KeyedSendSchema = v.variant('state', [
  /** Under way; past `leaseEndsAt` (milliseconds since the epoch) its invocation is dead. */
  v.object({ ...ITEM, state: v.literal('Running'), leaseEndsAt: v.number() }),
  /**
   * Answered with success: status and JSON body as the first caller got them, but for secrets (`withoutSecrets`). What of
   * a tenant's an answer names lies here until it expires, such as a number that was looked up.
   */
  v.object({ ...ITEM, state: v.literal('Answered'), status: v.picklist([200, 207]), body: v.string() }),
  /** AWS may have acted, and nobody will know. */
  v.object({ ...ITEM, state: v.literal('OutcomeUnknown') }),
]);

export type KeyedSend = v.InferOutput<typeof KeyedSendSchema>;

/** A request as the decision sees it. */
export interface KeyedAttempt {
  readonly inputHash: string;
  readonly attempt: string;
  /** AWS itself drops a repetition (`ClientToken`), so an unclear outcome can be tried again. */
  readonly repeatable: boolean;
}

export type KeyDecision =
  /** The item is this attempt's own: its claim was written, only the answer to the claim got lost. */
  | { readonly kind: 'claimed' }
  | { readonly kind: 'replay'; readonly status: 200 | 207; readonly body: string }
  | { readonly kind: 'key reused' }
  | { readonly kind: 'in progress' }
  | { readonly kind: 'outcome unknown'; readonly requestId: string }
  /** The key may be claimed in place of this attempt. */
  | { readonly kind: 'take over'; readonly attempt: string };

/** What a request may do whose key is taken. Pure. */
export function decideOnKey(stored: KeyedSend, request: KeyedAttempt, now: number): KeyDecision {
  if (stored.attempt === request.attempt) return { kind: 'claimed' };
  if (stored.inputHash !== request.inputHash) return { kind: 'key reused' };
  if (stored.state === 'Answered') return { kind: 'replay', status: stored.status, body: stored.body };
  if (stored.state === 'Running' && now < stored.leaseEndsAt) return { kind: 'in progress' };
  return request.repeatable
    ? { kind: 'take over', attempt: stored.attempt }
    : { kind: 'outcome unknown', requestId: stored.requestId };
}
