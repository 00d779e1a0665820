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

/** The result of `run`: an answer, and its body as it is stored. */
export interface RunAnswer extends KeyedAnswer {
  readonly kept: string;
}

export interface KeyedRequest {
  readonly scope: KeyScope;
  /** A hash of the caller's decoded input, before the router adds anything to it. */
  readonly inputHash: string;
  /** AWS itself ignores a repetition (`ClientToken`). */
  readonly repeatable: boolean;
  readonly requestId: string;
  /** Milliseconds since the epoch; the request is answered by then. */
  readonly deadlineAt: number;
}

export interface SendOnceOptions {
  readonly store: KeyedSendStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long a key is remembered. */
  readonly rememberSeconds: number;
}

/**
 * For the log. `not settled`: the answer was sent but could not be stored, so the key will answer "outcome unknown".
 */
export type KeyOutcome = 'settled' | 'not settled' | 'replayed';

export type SendOnce = (
  request: KeyedRequest,
  run: () => Promise<RunAnswer>,
) => Promise<KeyedAnswer & { readonly outcome: KeyOutcome }>;

/** Clocks of two invocations differ a little, so an attempt counts as dead this long after its deadline. */
const LEASE_MARGIN_MILLISECONDS = 5_000;
/** A key that is freed between a refused claim and the read is claimed again; more than five such races are a fault. */
const MAX_CLAIMS = 5;

/**
 * Runs a request at most once for a key: the first request to claim the key runs, the others get its answer.
 *
 * AWS has no token for sends, so the key is claimed before the call and settled after it. A refusal before AWS acted
 * frees the key. After anything else, a crash included, it is unknown whether the message was sent, and the key says so
 * until it expires; with a `ClientToken` the same request may be tried again. A replay has the body as it was stored.
 *
 * Promises a RouterError `IdempotencyKeyReuseException`, `RequestInProgressException`, `OutcomeUnknownException`,
 * `IdempotencyStoreException` (nothing was done), or the error of `run`.
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
      // If this write fails, too, the lease expires and the outcome counts as unknown: a second message is never sent.
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

/** An unforeseen error may have happened after AWS was called. */
function mayHaveActed(error: unknown): boolean {
  return error instanceof RouterError ? error.mayHaveActed : true;
}

/** The outcome of the request stands, even if storing it fails. */
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
        `The outcome of the first request with this Idempotency-Key is unknown (requestId ${decision.requestId}): ` +
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
