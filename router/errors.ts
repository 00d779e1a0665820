import { DeadlineExceededError } from './deadline.ts';

/**
 * Every error name a caller can meet, with the HTTP status it has. Names that AWS has keep AWS's meaning; statuses
 * follow the name, never AWS's own status, which is 400 for throttling and for what is not found.
 */
export const ERROR_STATUSES = {
  /** The body is no JSON object. */
  SerializationException: 400,
  /** Ours carry `problems`, AWS's `Reason` and `Fields`. */
  ValidationException: 400,
  BadRequestException: 400,
  UnauthorizedException: 401,
  /** A limit of the tenant's account is used up, such as its monthly spend: no retry helps. */
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ForbiddenException: 403,
  TenantSuspendedException: 403,
  InvalidActionException: 404,
  NotFoundException: 404,
  ResourceNotFoundException: 404,
  TenantNotFoundException: 404,
  MethodNotAllowedException: 405,
  /** The body did not arrive in time; on the local server alone, for AWS hands over whole requests. */
  RequestTimeoutException: 408,
  ConflictException: 409,
  /** A request with an Idempotency-Key may have taken effect, and nobody will know. */
  OutcomeUnknownException: 409,
  /** The first request with this Idempotency-Key is not answered yet. */
  RequestInProgressException: 409,
  /** A request with an Idempotency-Key gave a secret that is not in use any more. */
  SecretReplacedException: 409,
  PayloadTooLargeException: 413,
  UnsupportedMediaTypeException: 415,
  /** An Idempotency-Key came back with another body. */
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
  /** AWS failed, or answered what cannot be understood. */
  UpstreamException: 502,
  UpstreamTimeoutException: 504,
} as const;

export type ErrorName = keyof typeof ERROR_STATUSES;
export type ErrorStatus = (typeof ERROR_STATUSES)[ErrorName];

/** One thing wrong with a request's body: where, and what. Never the value that was sent. */
export interface Problem {
  /** Such as `DestinationCountryParameters.IN` or `Filters[0].Name`; empty for the body itself. */
  readonly path: string;
  readonly message: string;
}

/** What an error tells a program besides its name: AWS's members under AWS's names, and our problems. */
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
  /** Whether AWS could have done what the request asks for. @default false */
  readonly mayHaveActed?: boolean;
  /** For the log alone: what happened, in a word, without anything a caller sent. */
  readonly reason?: string;
  readonly cause?: unknown;
}

/** An error whose message is meant for the caller. */
export class RouterError extends Error {
  override readonly name: ErrorName;
  readonly details: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;
  readonly reason: string | undefined;
  /** Whether AWS could have done what the request asks for: the same request again may do it twice. */
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

/** Anything thrown becomes an answer; what was not meant for the caller is `InternalFailure` and says nothing. */
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
