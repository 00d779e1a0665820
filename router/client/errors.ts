import { ERROR_STATUSES } from '../errors.ts';
import type { ErrorDetails, ErrorName } from './contract.ts';

/** An error of the API. Branch on `name`, or on the classes of `errors`. */
export class ApiError<Name extends string = string> extends Error {
  override readonly name: Name;
  /** The HTTP status. */
  readonly status: number;
  /** Details of AWS or the router: `Reason`, `ResourceType`, `ResourceId`, `Fields`, `problems`. */
  readonly details: ErrorDetails;
  /** Finds the request in the router's log. */
  readonly requestId: string | undefined;
  /** How long to wait before repeating the request, when the API says so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(name: Name, message: string, options: ApiErrorOptions) {
    super(message);
    this.name = name;
    this.status = options.status;
    this.details = options.details ?? {};
    this.requestId = options.requestId;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export interface ApiErrorOptions {
  readonly status: number;
  readonly details?: ErrorDetails | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export type ApiErrorClass<Name extends ErrorName> = new (
  name: Name,
  message: string,
  options: ApiErrorOptions,
) => ApiError<Name>;

/** A class for each error of the API: `error instanceof errors.ThrottlingException`. */
export const errors = Object.fromEntries(
  Object.keys(ERROR_STATUSES).map((name) => [name, { [name]: class extends ApiError {} }[name]]),
) as unknown as { readonly [Name in ErrorName]: ApiErrorClass<Name> };

/** There was no answer, or not one of the API: whether the action was done is unknown. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** The token endpoint gave no token, so no request was sent to the API. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  /** The status of the token endpoint's answer; undefined when there was none. */
  readonly status: number | undefined;

  constructor(message: string, options: { readonly status?: number; readonly cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.status = options.status;
  }
}

/** The error of an answer; undefined when the body is not one of the API's errors. */
export function errorOfAnswer(
  status: number,
  body: unknown,
  retryAfter: string | null,
): ApiError | undefined {
  if (!isErrorBody(body)) return undefined;
  const { name, message, ...details } = body.error;
  // A router newer than this package may have errors that the package does not know.
  const Class = Object.hasOwn(errors, name) ? (errors[name as ErrorName] as typeof ApiError) : ApiError;
  return new Class(name, message, {
    status,
    details,
    requestId: body.requestId,
    retryAfterSeconds: retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined,
  });
}

interface ErrorBody {
  readonly error: { readonly name: string; readonly message: string } & ErrorDetails;
  readonly requestId?: string;
}

function isErrorBody(body: unknown): body is ErrorBody {
  const { error } = (body ?? {}) as { error?: { name?: unknown; message?: unknown } };
  return typeof error?.name === 'string' && typeof error.message === 'string';
}
