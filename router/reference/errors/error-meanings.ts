import type { ErrorName } from '../../errors.ts';

/** What each error means for a caller; the README's table has the same words. */
export const ERROR_MEANINGS: Readonly<Record<ErrorName, string>> = {
  SerializationException: 'the body is not a JSON object in UTF-8',
  ValidationException: "members are wrong: `problems` (the router's) or `Reason` and `Fields` (AWS's)",
  BadRequestException: "Pinpoint's name for the same; or malformed HTTP",
  UnauthorizedException: 'no token, or an invalid one; at the gateway also one without a scope of the API',
  ServiceQuotaExceededException: "a limit of the tenant's account is used up; `Reason` says which",
  ForbiddenException: 'no scope, no group, no binding; without Admin also: no such tenant, or suspended',
  TenantSuspendedException: 'an operator suspended the tenant',
  AccessDeniedException: 'AWS refused the account (`Reason`), or its access role lacks the permission',
  InvalidActionException: 'no such action, or not offered by this deployment',
  TenantNotFoundException: 'no such tenant, or deregistered',
  ResourceNotFoundException:
    "the tenant's account has no such `ResourceType`/`ResourceId`, or the tenant no such callback",
  NotFoundException: 'no such path; or Pinpoint has no such resource',
  MethodNotAllowedException: 'not POST (function URL and local server; the gateway answers 404)',
  RequestTimeoutException: 'the body did not arrive in time (local server)',
  ConflictException:
    "the resource's state does not allow it: `Reason`, `ResourceType`, `ResourceId`; or a sixth callback, or a fourth rotation of its secret in a day",
  RequestInProgressException: 'the first request with this `Idempotency-Key` is still running',
  OutcomeUnknownException:
    'a request with this `Idempotency-Key` may have taken effect; its outcome is unknown',
  SecretReplacedException:
    'the first request with this `Idempotency-Key` succeeded; its secret has been replaced or deleted since',
  PayloadTooLargeException:
    'the body is too large for the router (5.5 MiB), Lambda (6 MB) or the gateway (10 MB)',
  UnsupportedMediaTypeException: 'the body is not `application/json`',
  IdempotencyKeyReuseException: 'this `Idempotency-Key` was used with another body',
  ThrottlingException: "over the rate limit of the tenant's account or of the gateway; nothing was done",
  InternalFailure: 'a fault of the router',
  TenantAccessException:
    "the router could not assume the tenant's role, or AWS refuses its new credentials, too; nothing was done",
  IdempotencyStoreException: 'the table of keys does not answer; nothing was sent',
  TenantLookupException: 'the tenants table cannot be read, or the record is damaged',
  UpstreamException: 'AWS failed, or its answer has no other name here',
  UpstreamTimeoutException: 'AWS did not answer in time',
};
