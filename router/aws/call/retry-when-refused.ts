import { StandardRetryStrategy } from '@smithy/core/retry';
import { attemptOf, couldHaveActed } from '../outcome.ts';

type RefreshParameters = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * Repeats a call only when the SDK would and AWS cannot have acted: AWS was not reached, or refused because of
 * throttling or the signature's time. After a timeout, a 5xx or a cut connection AWS may have processed the call, and
 * repeating a send might send a message twice.
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
