import { DeadlineExceededError } from './deadline.ts';

/**
 * Every error name of the API, with its HTTP status. Names of AWS keep AWS's meaning. The status follows from the name,
 * not from AWS's status, which is 400 for throttling and for missing resources.
 */
export const ERROR_STATUSES = {
  /** The body is not a JSON object. */
  SerializationException: 400,
  /** The router's errors have `problems`, AWS's have `Reason` and `Fields`. */
  ValidationException: 400,
  BadRequestException: 400,
  UnauthorizedException: 401,
  /** A limit of the tenant's account is used up, such as its monthly spend: retrying does not help. */
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ForbiddenException: 403,
  TenantSuspendedException: 403,
  InvalidActionException: 404,
  NotFoundException: 404,
  ResourceNotFoundException: 404,
  TenantNotFoundException: 404,
  MethodNotAllowedException: 405,
  /** The body did not arrive in time; only on the local server, because AWS passes whole requests. */
  RequestTimeoutException: 408,
  ConflictException: 409,
  /** A request with an Idempotency-Key may have taken effect; whether it did is unknown. */
  OutcomeUnknownException: 409,
  /** The first request with this Idempotency-Key is not answered yet. */
  RequestInProgressException: 409,
  /** A request with an Idempotency-Key gave a secret that is not in use any more. */
  SecretReplacedException: 409,
  PayloadTooLargeException: 413,
  UnsupportedMediaTypeException: 415,
  /** An Idempotency-Key was used again with another body. */
  IdempotencyKeyReuseException: 422,
  ThrottlingException: 429,
  /** A fault of the router. */
  InternalFailure: 500,
  /** The table of Idempotency-Keys does not answer. */
  IdempotencyStoreException: 502,
  /** The router could not assume the tenant's role, or AWS does not accept the credentials it got. */
  TenantAccessException: 502,
  /** The router could not read the tenant's record. */
  TenantLookupException: 502,
  /** AWS failed, or its answer could not be understood. */
  UpstreamException: 502,
  UpstreamTimeoutException: 504,
} as const;

export type ErrorName = keyof typeof ERROR_STATUSES;
export type ErrorStatus = (typeof ERROR_STATUSES)[ErrorName];

/** One problem of a request's body: its path and what is wrong, never the value. */
export interface Problem {
  /** Such as `DestinationCountryParameters.IN` or `Filters[0].Name`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/** Details of an error besides its name: AWS's members under AWS's names, and the router's problems. */
export interface ErrorDetails {
  readonly Reason?: string;
  readonly ResourceType?: string;
  readonly ResourceId?: string;
  readonly Fields?: readonly { readonly Name: string; readonly Message: string }[];
  readonly problems?: readonly Problem[];
}

export interface ErrorBody {
  readonly status: ErrorStatus;
  readonly error: { readonly name: ErrorName; readonly message: string } & ErrorDetails;
  readonly requestId: string;
}

export interface RouterErrorOptions {
  readonly details?: ErrorDetails;
  /** Response headers that belong to the error, such as `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether AWS can have acted on the request. @default false */
  readonly mayHaveActed?: boolean;
  /** For the log only: the reason in a word, without anything that a caller sent. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** An error whose message is for the caller. */
export class RouterError extends Error {
  override readonly name: ErrorName;
  readonly details: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string | undefined;
  /** Whether AWS can have acted on the request, so that repeating it may do it twice. */
  readonly mayHaveActed: boolean;

  constructor(name: ErrorName, message: string, options: RouterErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = name;
    this.details = options.details ?? {};
    this.headers = { ...HEADERS[name], ...options.headers };
    this.reason = options.reason;
    this.mayHaveActed = options.mayHaveActed ?? false;
  }

  get status(): ErrorStatus {
    return ERROR_STATUSES[this.name];
  }
}

const HEADERS: { readonly [Name in ErrorName]?: Readonly<Record<string, string>> } = {
  UnauthorizedException: { 'www-authenticate': 'Bearer' },
  ThrottlingException: { 'retry-after': '1' },
  RequestInProgressException: { 'retry-after': '1' },
};

/**
 * Turns any error into an answer. An error that is not meant for the caller becomes `InternalFailure` without details.
 */
export function asRouterError(error: unknown): RouterError {
  if (error instanceof RouterError) return error;
  if (error instanceof DeadlineExceededError) {
    return new RouterError(
      'UpstreamTimeoutException',
      'AWS did not answer within the time for this request.',
    );
  }
  return new RouterError(
    'InternalFailure',
    'The router failed. Its log has the details under this requestId.',
    {
      cause: error,
    },
  );
}

export function errorBody({ name, status, message, details }: RouterError, requestId: string): ErrorBody {
  return { status, error: { name, message, ...details }, requestId };
}
