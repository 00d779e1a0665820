import { isThrottlingError } from '@smithy/core/retry';
import type { Operation } from '../../actions/operation.ts';
import { DeadlineExceededError } from '../../deadline.ts';
import type { ErrorDetails, ErrorName } from '../../errors.ts';
import { RouterError } from '../../errors.ts';
import { type Attempt, attemptOf, couldHaveActed, NOT_SIMULATED } from '../outcome.ts';

/** AWS's refusals on which a caller can act, and their names in this API. */
export const REFUSALS: ReadonlyMap<string, ErrorName> = new Map<string, ErrorName>([
  ['AccessDeniedException', 'AccessDeniedException'],
  ['BadRequestException', 'BadRequestException'],
  ['ConflictException', 'ConflictException'],
  ['ForbiddenException', 'ForbiddenException'],
  ['NotFoundException', 'NotFoundException'],
  ['PayloadTooLargeException', 'PayloadTooLargeException'],
  ['ResourceNotFoundException', 'ResourceNotFoundException'],
  ['ServiceQuotaExceededException', 'ServiceQuotaExceededException'],
  ['ValidationException', 'ValidationException'],
  // The tenant's account is not subscribed to the service, or its subscription is incomplete.
  ['OptInRequired', 'AccessDeniedException'],
  ['SubscriptionRequiredException', 'AccessDeniedException'],
]);

/** https://docs.aws.amazon.com/sms-voice/latest/APIReference/CommonErrors.html */
const CREDENTIALS_REFUSED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Whether AWS no longer accepts the credentials, or a signature made with them, before they have expired. */
export function refusesCredentials(error: unknown): boolean {
  return isSdkError(error) && CREDENTIALS_REFUSED.has(error.name);
}

/**
 * What an error of an SDK call means for the caller. The name of the last answer's error decides which error it is,
 * because AWS answers most refusals with status 400; all attempts decide whether AWS can have acted.
 *
 * A refusal keeps AWS's message. It may repeat the caller's input, such as a phone number, so only that caller gets it;
 * the log has the name only.
 */
export function upstreamError(error: unknown, operation: Operation, attempts: readonly Attempt[]): unknown {
  const { service, action, access } = operation;
  const last = attemptOf(error);
  const known = last.phase === 'answered' ? [...attempts.slice(0, -1), last] : attempts;
  const mayHaveActed = couldHaveActed(access, known);
  const aftermath = mayHaveActed ? caution(operation) : access === 'read' ? '' : ' Nothing was done.';
  const routerError = (name: ErrorName, message: string, details?: ErrorDetails) =>
    new RouterError(name, message, { details, mayHaveActed, cause: error });

  if (isTimeout(error)) {
    return routerError(
      'UpstreamTimeoutException',
      `${service} did not answer ${action} in time.${aftermath}`,
    );
  }
  if (!isSdkError(error)) return error;
  if (isThrottlingError(error)) {
    const advice = mayHaveActed ? aftermath : ' Nothing was done; try again.';
    const message = `The tenant's account is over its rate for ${action}.${advice}`;
    return routerError('ThrottlingException', message);
  }
  if (CREDENTIALS_REFUSED.has(error.name)) {
    const message = `${service} refuses the credentials of the tenant's role, new ones too: ${error.name}.${aftermath}`;
    return routerError('TenantAccessException', message);
  }
  const name = REFUSALS.get(error.name);
  if (name !== undefined) {
    const origin = name === error.name ? '' : `${error.name}: `;
    const message = `${origin}${error.message}${mayHaveActed ? aftermath : ''}`;
    return routerError(name, message, awsDetails(error));
  }
  if (error.name === NOT_SIMULATED && !mayHaveActed) return routerError('UpstreamException', error.message);
  const refused = last.phase === 'answered' && last.status >= 400 && last.status < 500;
  const verb = refused ? 'refused' : 'failed on';
  const message = `${service} ${verb} ${action}: ${troubleOf(error, last)}.${aftermath}`;
  return routerError('UpstreamException', message, awsDetails(error));
}

/** AWS's request id of a call, from its output or its error. */
export function awsRequestIdOf(result: unknown): string | undefined {
  return metadataOf(result)?.requestId;
}

type SdkError = Parameters<typeof isThrottlingError>[0];
type Metadata = { readonly httpStatusCode?: number; readonly requestId?: string };

/** The SDK sets `$metadata` on every error between sending a request and parsing its answer. */
function isSdkError(error: unknown): error is SdkError {
  return error instanceof Error && metadataOf(error) !== undefined;
}

/** The SDK's metadata about the answer of an output or an error. */
export function metadataOf(result: unknown): Metadata | undefined {
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

/** `ECONNRESET`, `InternalServerException (500)`: a code or a name that identifies the fault and quotes nothing. */
function troubleOf(error: Error, attempt: Attempt): string {
  if (attempt.phase === 'answered') return `${error.name} (${attempt.status})`;
  return (error as NodeJS.ErrnoException).code ?? error.name;
}

/** Without an answer it is unknown whether AWS processed the call. */
function caution({ access }: Operation): string {
  return access === 'send'
    ? ' The message may have gone out all the same; sending again may send it twice.'
    : ' It may have taken effect all the same.';
}

function awsDetails(error: Error): ErrorDetails {
  const { Reason, ResourceType, ResourceId, Fields } = error as Error & ErrorDetails;
  return { Reason, ResourceType, ResourceId, Fields };
}
