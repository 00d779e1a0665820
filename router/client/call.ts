import { ALLOWLIST, isAction } from '../actions/allowlist.ts';
import { countsIdempotencyKey } from '../keyed-sends/idempotency-key.ts';
import { ApiError, errorOfAnswer, NoAnswerError } from './errors.ts';
import { nextStep, waitMilliseconds } from './retry.ts';
import type { Surroundings } from './surroundings.ts';
import type { TokenSource } from './token.ts';

/** What may be said of one call. */
export interface CallOptions {
  /** Runs the request once for this key. Left out, the client chooses one for all but reads. */
  readonly idempotencyKey?: string | undefined;
  /** Ends the call early; what it had begun may take effect all the same. */
  readonly signal?: AbortSignal | undefined;
}

export interface CallerOptions {
  /** Without a slash at its end. */
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

/** One attempt ends a little after the API itself would have answered. */
const ATTEMPT_MILLISECONDS = 30_000;

/**
 * Calls an action until there is an output or nothing more to try, see retry.ts.
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
    // What this version does not know may be anything but a read.
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
          // What the last attempt says may follow from the one before, such as an outcome that nobody knows.
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
      // The API redirects nobody, and a token is for the API alone.
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    }).catch((cause: unknown) => {
      throw new NoAnswerError('The API did not answer.', { cause });
    });
    const answer = await response.json().catch((cause: unknown) => {
      throw new NoAnswerError(`What answered with ${response.status} is not the API, or was cut off.`, {
        cause,
      });
    });
    if (response.ok) return answer;
    if (response.status === 401) tokens.forget(token);
    const error = errorOfAnswer(response.status, answer, response.headers.get('retry-after'));
    throw error ?? new NoAnswerError(`What answered with ${response.status} is not the API.`);
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
