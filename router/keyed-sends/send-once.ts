import { randomUUID } from 'node:crypto';
import { RouterError } from '../errors.ts';
import type { KeyScope } from './fingerprint.ts';
import { scopeHash } from './fingerprint.ts';
import type { KeyDecision, KeyedAttempt } from './keyed-send.ts';
import { decideOnKey } from './keyed-send.ts';
import type { KeyedSendStore } from './store.ts';

/** A successful answer, its body as JSON text. */
export interface KeyedAnswer {
  readonly status: 200 | 207;
  readonly body: string;
}

/** What `run` promises: an answer, and its body as it is kept. */
export interface RunAnswer extends KeyedAnswer {
  readonly kept: string;
}

export interface KeyedRequest {
  readonly scope: KeyScope;
  /** Of the caller's decoded input, before the router adds anything to it. */
  readonly inputHash: string;
  /** AWS itself drops a repetition (`ClientToken`). */
  readonly repeatable: boolean;
  readonly requestId: string;
  /** Milliseconds since the epoch: when the request has been answered, at the latest. */
  readonly deadlineAt: number;
}

export interface SendOnceOptions {
  readonly store: KeyedSendStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long a key is remembered. */
  readonly rememberSeconds: number;
}

/** For the log. `not settled`: the answer went out but could not be noted, so the key will answer "outcome unknown". */
export type KeyOutcome = 'settled' | 'not settled' | 'replayed';

export type SendOnce = (
  request: KeyedRequest,
  run: () => Promise<RunAnswer>,
) => Promise<KeyedAnswer & { readonly outcome: KeyOutcome }>;

/** Clocks of two invocations differ a little; an attempt counts as dead this long after its deadline. */
const LEASE_MARGIN_MILLISECONDS = 5_000;
/** A key that is freed between the refused claim and the look at it is claimed anew; once is chance, five is not. */
const MAX_CLAIMS = 5;

/**
 * Runs a request at most once for a key: the first to claim the key runs it, the others get its answer.
 *
 * AWS has no token for sends, so the key is claimed before the call and settled after it. What AWS refused before it
 * acted frees the key. After anything else, a crash included, nobody knows whether the message went out, and the key
 * answers so until it is forgotten; with a `ClientToken` the same request may be tried again. A replay has the body as
 * it was kept.
 *
 * Promises a RouterError `IdempotencyKeyReuseException`, `RequestInProgressException`, `OutcomeUnknownException`,
 * `IdempotencyStoreException` (nothing was done), or what `run` threw.
 */
export function createSendOnce({ store, now, rememberSeconds }: SendOnceOptions): SendOnce {
  return async function sendOnce(request, run) {
    const attempt: KeyedAttempt = {
      inputHash: request.inputHash,
      attempt: randomUUID(),
      repeatable: request.repeatable,
    };
    const item = {
      pk: scopeHash(request.scope),
      inputHash: request.inputHash,
      attempt: attempt.attempt,
      requestId: request.requestId,
      expiresAt: Math.ceil(now() / 1_000) + rememberSeconds,
    };

    const decision = await claimKey();
    if (decision.kind === 'replay') {
      return { status: decision.status, body: decision.body, outcome: 'replayed' };
    }
    if (decision.kind !== 'claimed') throw refusal(decision);

    try {
      const { status, body, kept } = await run();
      const settled = await succeeds(store.settle({ ...item, state: 'Answered', status, body: kept }));
      return { status, body, outcome: settled ? 'settled' : 'not settled' };
    } catch (error) {
      // Where even this write fails, the lease runs out and the outcome counts as unknown: never a second message.
      await succeeds(
        mayHaveActed(error) ? store.settle({ ...item, state: 'OutcomeUnknown' }) : store.free(item),
      );
      throw error;
    }

    async function claimKey(): Promise<Exclude<KeyDecision, { kind: 'take over' }>> {
      const leaseEndsAt = request.deadlineAt + LEASE_MARGIN_MILLISECONDS;
      let inPlaceOf: string | undefined;
      for (let claims = 1; claims <= MAX_CLAIMS; claims += 1) {
        try {
          const claimed = await store.claim({ ...item, state: 'Running', leaseEndsAt }, now(), inPlaceOf);
          if (claimed) return { kind: 'claimed' };
          const stored = await store.find(item.pk, now());
          if (stored === undefined) continue;
          const decision = decideOnKey(stored, attempt, now());
          if (decision.kind !== 'take over') return decision;
          inPlaceOf = decision.attempt;
        } catch (cause) {
          throw storeFailed(cause);
        }
      }
      throw storeFailed(undefined);
    }
  };
}

/** What the router did not foresee may have happened after AWS was called. */
function mayHaveActed(error: unknown): boolean {
  return error instanceof RouterError ? error.mayHaveActed : true;
}

/** What came of the request stands, whatever becomes of the note about it. */
async function succeeds(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch {
    return false;
  }
}

type Refusal = Extract<KeyDecision, { kind: 'key reused' | 'in progress' | 'outcome unknown' }>;

function refusal(decision: Refusal): RouterError {
  switch (decision.kind) {
    case 'key reused':
      return new RouterError(
        'IdempotencyKeyReuseException',
        'This Idempotency-Key was used with another body. A new request needs a new key.',
      );
    case 'in progress':
      return new RouterError(
        'RequestInProgressException',
        'The first request with this Idempotency-Key is still running. Ask again with the same key.',
      );
    case 'outcome unknown':
      return new RouterError(
        'OutcomeUnknownException',
        `Nobody knows what came of the first request with this Idempotency-Key (requestId ${decision.requestId}): ` +
          'AWS may have acted on it. Look for its message; a new key sends once more.',
      );
  }
}

function storeFailed(cause: unknown): RouterError {
  return new RouterError(
    'IdempotencyStoreException',
    'The table of keys does not answer, so nothing was sent. Try again with a new Idempotency-Key.',
    { cause },
  );
}
