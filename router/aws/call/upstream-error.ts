import { isThrottlingError } from '@smithy/core/retry';
import type { Operation } from '../../actions/operation.ts';
import { DeadlineExceededError } from '../../deadline.ts';
import type { ErrorDetails, ErrorName } from '../../errors.ts';
import { RouterError } from '../../errors.ts';

/** AWS's refusals that a caller can understand and act on; anything else from AWS is trouble behind the router. */
const REFUSALS: ReadonlyMap<string, ErrorName> = new Map(
  (
    [
      'AccessDeniedException',
      'BadRequestException',
      'ConflictException',
      'ForbiddenException',
      'NotFoundException',
      'PayloadTooLargeException',
      'ResourceNotFoundException',
      'ServiceQuotaExceededException',
      'ValidationException',
    ] as const
  ).map((name) => [name, name]),
);

/**
 * What an error of an SDK call means to the caller. By the error's name: AWS answers most refusals with status 400.
 *
 * A refusal keeps AWS's message. It may repeat what the caller sent, a phone number for one, so it goes back to that
 * caller and nowhere else: the log has the name only.
 */
export function upstreamError(error: unknown, operation: Operation): unknown {
  if (isTimeout(error)) {
    const message = `${operation.service} did not answer ${operation.action} in time.${caution(operation)}`;
    return new RouterError('UpstreamTimeoutException', message, { cause: error });
  }
  if (!isSdkError(error)) return error;
  if (isThrottlingError(error)) {
    const message = `The tenant's account is over its rate for ${operation.action}. Nothing was done; try again.`;
    return new RouterError('ThrottlingException', message, { cause: error });
  }
  const name = REFUSALS.get(error.name);
  if (name !== undefined) {
    return new RouterError(name, error.message, { details: awsDetails(error), cause: error });
  }
  const message = `${operation.service} failed on ${operation.action}: ${troubleOf(error)}.${caution(operation)}`;
  return new RouterError('UpstreamException', message, { cause: error });
}

/** Whether AWS takes the credentials no more, though their time is not over. */
export function isExpiredToken(error: unknown): boolean {
  return isSdkError(error) && (error.name === 'ExpiredTokenException' || error.name === 'ExpiredToken');
}

/** AWS's request id of a call, from its output or its error. */
export function awsRequestIdOf(result: unknown): string | undefined {
  return metadataOf(result)?.requestId;
}

type SdkError = Parameters<typeof isThrottlingError>[0];
type Metadata = { readonly requestId?: string };

/** The SDK puts `$metadata` on whatever fails between sending and understanding the answer. */
function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error && metadataOf(error) !== undefined;
}

function metadataOf(result: unknown): Metadata | undefined {
  if (typeof result !== 'object' || result === null || !('$metadata' in result)) return undefined;
  return result.$metadata as Metadata;
}

function isTimeout(error: unknown): boolean {
  if (error instanceof DeadlineExceededError) return true;
  if (!(error instanceof Error)) return false;
  // The SDK's HTTP handler also calls a reset connection a TimeoutError.
  const { code } = error as NodeJS.ErrnoException;
  return error.name === 'AbortError' || (error.name === 'TimeoutError' && (!code || code === 'ETIMEDOUT'));
}

/** `ECONNRESET`, `InternalServerException`, `SyntaxError`: a word that names the trouble and quotes nothing. */
function troubleOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

/** After an answer that did not come, nobody knows whether the call was processed. */
function caution({ access }: Operation): string {
  if (access === 'read') return '';
  if (access === 'send')
    return ' The message may have gone out all the same; sending again may send it twice.';
  return ' It may have taken effect all the same.';
}

function awsDetails(error: Error): ErrorDetails {
  const { Reason, ResourceType, ResourceId, Fields } = error as Error & ErrorDetails;
  return { Reason, ResourceType, ResourceId, Fields };
}
