import type { AccessClass } from '../actions/allowlist.ts';
import { RouterError } from '../errors.ts';

/** 1 to 255 visible ASCII characters, the form of an `Idempotency-Key`. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The key of the header `Idempotency-Key`; undefined when the request has none.
 *
 * @throws RouterError `ValidationException`
 */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (IDEMPOTENCY_KEY.test(header)) return header;
  throw new RouterError(
    'ValidationException',
    'The header Idempotency-Key must have 1 to 255 visible ASCII characters, without spaces.',
  );
}

/** Whether a request of a class runs once for its key. Reads can be repeated at will. */
export function countsIdempotencyKey(access: AccessClass): boolean {
  return access !== 'read';
}
