import { ApiError, NoAnswerError, TokenError } from './errors.ts';

/** The next step; `wait` is for a first request with the same key that is still running. */
export type NextStep = 'give up' | 'try again' | 'try again with a new key' | 'wait';

/**
 * What to do after a failure. Pure.
 *
 * After a 5xx or without an answer, the outcome is unknown. A read is repeated; so is every other request, because it
 * has an Idempotency-Key: the router repeats the first answer, waits for it, or answers that the outcome is unknown.
 *
 * @param choosesKeys whether the client chose the request's Idempotency-Key, so that it may choose another
 */
export function nextStep(error: unknown, choosesKeys: boolean): NextStep {
  if (error instanceof NoAnswerError) return 'try again';
  if (error instanceof TokenError)
    return error.status === undefined || isPassing(error.status) ? 'try again' : 'give up';
  if (!(error instanceof ApiError)) return 'give up';
  if (error.name === 'RequestInProgressException') return 'wait';
  // Nothing was sent, but the key may have been claimed.
  if (error.name === 'IdempotencyStoreException') return choosesKeys ? 'try again with a new key' : 'give up';
  return isPassing(error.status) ? 'try again' : 'give up';
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}

const BASE_MILLISECONDS = 200;
const MOST_MILLISECONDS = 5_000;

/** Exponential with full jitter, and at least what the API asks for. */
export function waitMilliseconds(attempt: number, error: unknown, random: () => number): number {
  const asked = error instanceof ApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  return asked + random() * Math.min(MOST_MILLISECONDS, BASE_MILLISECONDS * 2 ** (attempt - 1));
}
