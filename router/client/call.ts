import { ALLOWLIST, isAction } from '../actions/allowlist.ts';
import { countsIdempotencyKey } from '../keyed-sends/idempotency-key.ts';
import { ApiError, errorOfAnswer, NoAnswerError } from './errors.ts';
import { nextStep, waitMilliseconds } from './retry.ts';
import type { Surroundings } from './surroundings.ts';
import type { TokenSource } from './token.ts';

/** Options of one call. */
export interface CallOptions {
  /**
   * The Idempotency-Key, for which the request runs once. When absent, the client chooses one for all actions except
   * reads.
   */
  readonly idempotencyKey?: string | undefined;
  /** Ends the call early; AWS may act on it all the same. */
  readonly signal?: AbortSignal | undefined;
}

export interface CallerOptions {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly maxAttempts: number;
  readonly timeoutMilliseconds: number;
}

/** Calls one action for one tenant. */
export type Caller = (
  tenantId: string,
  action: string,
  input: unknown,
  options?: CallOptions,
) => Promise<unknown>;

/** One attempt takes a little longer than the API's own limit. */
const ATTEMPT_MILLISECONDS = 30_000;

/**
 * Repeats a call until there is an output or no reason to try again, see retry.ts.
 *
 * Promises an ApiError, NoAnswerError or TokenError, or the reason of the caller's own `signal`.
 */
export function createCaller(
  { baseUrl, maxAttempts, timeoutMilliseconds }: CallerOptions,
  tokens: TokenSource,
  { fetch, now, sleep, random, newKey }: Surroundings,
): Caller {
  return async function call(tenantId, action, input = {}, { idempotencyKey, signal } = {}) {
    const url = `${baseUrl}/${encodeURIComponent(tenantId)}/${encodeURIComponent(action)}`;
    const body = JSON.stringify(input);
    // An action that this version does not know may be anything but a read.
    const keyed = !isAction(action) || countsIdempotencyKey(ALLOWLIST[action].access);
    const endsAt = now() + timeoutMilliseconds;
    let key = idempotencyKey ?? newKey();
    let tokensRefused = 0;
    let earlier: unknown;

    for (let attempt = 1; ; ) {
      signal?.throwIfAborted();
      try {
        return await request(url, { body, key: keyed ? key : undefined, signal });
      } catch (error) {
        signal?.throwIfAborted();
        if (isNamed(error, 'UnauthorizedException') && tokensRefused === 0) {
          tokensRefused += 1;
          continue;
        }
        const step = nextStep(error, idempotencyKey === undefined);
        const wait = waitMilliseconds(attempt, error, random);
        if (step !== 'wait') attempt += 1;
        if (step === 'give up' || attempt > maxAttempts || now() + wait > endsAt) {
          // The last attempt's error may only follow from an earlier one, such as an unknown outcome.
          throw error instanceof Error && earlier !== undefined
            ? Object.assign(error, { cause: earlier })
            : error;
        }
        if (step === 'try again with a new key') key = newKey();
        if (step !== 'wait') earlier = error;
        await sleep(wait);
      }
    }
  };

  async function request(url: string, { body, key, signal }: Attempt): Promise<unknown> {
    const token = await tokens.get();
    const timeout = AbortSignal.timeout(ATTEMPT_MILLISECONDS);
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body,
      // The API does not redirect, and the token is for the API only.
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }).catch((cause: unknown) => {
      throw new NoAnswerError('The API did not answer.', { cause });
    });
    const answer = await response.json().catch((cause: unknown) => {
      throw new NoAnswerError(`The answer with status ${response.status} is not the API's, or was cut off.`, {
        cause,
      });
    });
    if (response.ok) return answer;
    if (response.status === 401) tokens.forget(token);
    const error = errorOfAnswer(response.status, answer, response.headers.get('retry-after'));
    throw error ?? new NoAnswerError(`The answer with status ${response.status} is not the API's.`);
  }
}

interface Attempt {
  readonly body: string;
  readonly key: string | undefined;
  readonly signal: AbortSignal | undefined;
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof ApiError && error.name === name;
}
