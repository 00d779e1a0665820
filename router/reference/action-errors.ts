import type { Operation, OwnOperation } from '../actions/operation.ts';
import { secretMembers } from '../actions/schema-members.ts';
import { REFUSALS } from '../aws/call/upstream-error.ts';
import { ERROR_STATUSES, type ErrorName, type ErrorStatus } from '../errors.ts';
import { countsIdempotencyKey } from '../keyed-sends/idempotency-key.ts';

/** What any request can meet, the gateway's own refusals included. */
const ANY: readonly ErrorName[] = [
  'SerializationException',
  'ValidationException',
  'BadRequestException',
  'UnauthorizedException',
  'ForbiddenException',
  'TenantSuspendedException',
  'InvalidActionException',
  'TenantNotFoundException',
  'NotFoundException',
  'MethodNotAllowedException',
  'RequestTimeoutException',
  'PayloadTooLargeException',
  'UnsupportedMediaTypeException',
  'ThrottlingException',
  'InternalFailure',
  'TenantLookupException',
  'UpstreamException',
  'UpstreamTimeoutException',
];

/** What a call in the tenant's account can end with, whatever the operation. */
const ANY_OF_AWS: readonly ErrorName[] = ['AccessDeniedException', 'TenantAccessException'];

/** What a request with an Idempotency-Key can. */
const KEYED: readonly ErrorName[] = [
  'RequestInProgressException',
  'OutcomeUnknownException',
  'IdempotencyKeyReuseException',
  'IdempotencyStoreException',
];

/** What one can whose answer has a secret. */
const KEYED_SECRET: readonly ErrorName[] = ['SecretReplacedException'];

/** What our own actions refuse besides, as AWS's do: what is not there, is in the way, or is too much. */
const ANY_OF_OURS: readonly ErrorName[] = [
  'ResourceNotFoundException',
  'ConflictException',
  'ServiceQuotaExceededException',
];

/**
 * The errors of an action, by status. Of those that AWS documents for the operation, the ones that callers are told.
 *
 * @param documented names that AWS documents
 */
export function errorsOfAction(
  operation: Operation | OwnOperation,
  documented: readonly string[],
): ReadonlyMap<ErrorStatus, readonly ErrorName[]> {
  const told = documented.map((name) => REFUSALS.get(name)).filter((name) => name !== undefined);
  const names = new Set<ErrorName>([
    ...ANY,
    ...(operation.service === 'router' ? ANY_OF_OURS : [...ANY_OF_AWS, ...told]),
    ...(countsIdempotencyKey(operation.access) ? KEYED : []),
    ...(operation.service === 'router' && secretMembers(operation.output).length > 0 ? KEYED_SECRET : []),
  ]);
  const byStatus = new Map<ErrorStatus, ErrorName[]>();
  // In the order of the statuses, whatever the order above.
  for (const name of Object.keys(ERROR_STATUSES) as ErrorName[]) {
    if (!names.has(name)) continue;
    const status = ERROR_STATUSES[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  return byStatus;
}
