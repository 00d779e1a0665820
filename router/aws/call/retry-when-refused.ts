import { isClockSkewCorrectedError, StandardRetryStrategy } from '@smithy/core/retry';

type RefreshParameters = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>;

/**
 * Repeats a call only when AWS refused it unprocessed: by throttling, or because the machine's clock was wrong, which
 * the SDK has corrected by then. After a timeout, a 5xx or a cut connection the call may have been processed, and a
 * send that is made again may reach a phone twice.
 */
export class RetryWhenRefused extends StandardRetryStrategy {
  constructor() {
    super({ maxAttempts: 3 });
  }

  override async refreshRetryTokenForRetry(...[token, errorInfo]: RefreshParameters) {
    const { errorType, error } = errorInfo;
    const refused = errorType === 'THROTTLING' || (error !== undefined && isClockSkewCorrectedError(error));
    if (!refused) throw error;
    return super.refreshRetryTokenForRetry(token, errorInfo);
  }
}
