import { ApiError, NoAnswerError, TokenError } from './errors.ts';

/** What comes next; `wait` is for the first request with a key, which is still running. */
export type NextStep = 'give up' | 'try again' | 'try again with a new key' | 'wait';

/**
 * What to do after a failure. Pure.
 *
 * An answer 5xx, and none at all, leave open what was done. A read is asked again; so is everything else, for it bears an
 * Idempotency-Key: the router gives the first answer again, waits for it, or says that nobody knows it.
 *
 * @param choosesKeys whether the client chose the request's Idempotency-Key, so that it may choose another
 */
export function nextStep(error: unknown, choosesKeys: boolean): NextStep {
  if (error instanceof NoAnswerError) return 'try again';
  if (error instanceof TokenError)
    return error.status === undefined || isPassing(error.status) ? 'try again' : 'give up';
  if (!(error instanceof ApiError)) return 'give up';
  if (error.name === 'RequestInProgressException') return 'wait';
  // Nothing was sent, but the key may be taken.
  if (error.name === 'IdempotencyStoreException') return choosesKeys ? 'try again with a new key' : 'give up';
  return isPassing(error.status) ? 'try again' : 'give up';
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

const BASE_MILLISECONDS = 200;
const MOST_MILLISECONDS = 5_000;

/** Exponential with full jitter, and never less than the API asks for. */
export function waitMilliseconds(attempt: number, error: unknown, random: () => number): number {
  const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return asked + random() * Math.min(MOST_MILLISECONDS, BASE_MILLISECONDS * 2 ** (attempt - 1));
}
