import { StandardRetryStrategy } from '@smithy/core/retry';
import { attemptOf, couldHaveActed } from '../outcome.ts';

type RefreshParameters = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * Repeats a call only when the SDK would and nothing can have been done: AWS was not reached, or refused by throttling
 * or because the signature's time was off. After a timeout, a 5xx or a cut connection the call may have been
 * processed, and a send that is made again may reach a phone twice.
 */
export class RetryWhenRefused extends StandardRetryStrategy {
  constructor() {
    super({ maxAttempts: 3 });
  }

  override async refreshRetryTokenForRetry(...[token, errorInfo]: RefreshParameters) {
    const { error } = errorInfo;
    if (couldHaveActed('send', [attemptOf(error)])) throw error;
    return super.refreshRetryTokenForRetry(token, errorInfo);
  }
}
