import type { Operation, OwnOperation } from '../../actions/operation.ts';
import { secretMembers } from '../../actions/schema-members.ts';
import { REFUSALS } from '../../aws/call/upstream-error.ts';
import { ERROR_STATUSES, type ErrorName, type ErrorStatus } from '../../errors.ts';
import { countsIdempotencyKey } from '../../keyed-sends/idempotency-key.ts';

/** Errors of any request, the gateway's own included. */
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

/** Errors of any call in the tenant's account. */
const ANY_OF_AWS: readonly ErrorName[] = ['AccessDeniedException', 'TenantAccessException'];

/** Errors of a request with an Idempotency-Key. */
const KEYED: readonly ErrorName[] = [
  'RequestInProgressException',
  'OutcomeUnknownException',
  'IdempotencyKeyReuseException',
  'IdempotencyStoreException',
];

/** The additional error of an action whose answer has a secret. */
const KEYED_SECRET: readonly ErrorName[] = ['SecretReplacedException'];

/** Errors of the router's own actions besides, with AWS's names: a missing resource, a conflict, a limit. */
const ANY_OF_OURS: readonly ErrorName[] = [
  'ResourceNotFoundException',
  'ConflictException',
  'ServiceQuotaExceededException',
];

/**
 * The errors of an action, by status: of those that AWS documents for the operation, the ones that callers get.
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
  // Sorted by status, in whatever order they were added.
  for (const name of Object.keys(ERROR_STATUSES) as ErrorName[]) {
    if (!names.has(name)) continue;
    const status = ERROR_STATUSES[name];
    byStatus.set(status, [...(byStatus.get(status) ?? []), name]);
  }
  return byStatus;
}
