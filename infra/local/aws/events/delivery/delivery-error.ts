import { AwsError } from '../../core/aws-error.ts';

/** Why an event did not reach a target, in the terms of the dead-letter queue's `ERROR_CODE`. */
export class DeliveryError extends Error {
  readonly code: string;
  /** Whether another attempt may succeed without a change of configuration. */
  readonly retryable: boolean;

  constructor(code: string, message: string, retryable: boolean) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }
}

/** Error names with which AWS services throttle. */
const THROTTLING = /Throttl|TooManyRequests|RequestLimitExceeded|OverLimit/;
const MISSING = /^(QueueDoesNotExist|ResourceNotFoundException|NoSuchEntity)$/;
const DENIED = /^AccessDenied/;

/**
 * "Errors that result from missing permissions to a target, or a target resource that no longer exists" are final;
 * throttling and faults of the target are transient.
 */
export function deliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (!(error instanceof AwsError)) throw error;
  const { code, message, status } = error;
  if (DENIED.test(code)) return new DeliveryError('NO_PERMISSIONS', message, false);
  if (MISSING.test(code)) return new DeliveryError('NO_RESOURCE', message, false);
  if (THROTTLING.test(code)) return new DeliveryError('THROTTLING', message, true);
  if (status >= 500 && status !== 501) return new DeliveryError('ERROR_FROM_TARGET', message, true);
  return new DeliveryError('INVALID_PARAMETER', message, false);
}
