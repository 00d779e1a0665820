import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { ContextVariables } from './request/context-variables.ts';
import { assertContextVariables, renderContext } from './request/context-variables.ts';

/** The form of the gateway's own errors. */
export interface GatewayResponse {
  /** @default the type's own */
  readonly statusCode?: number | undefined;
  /** By response header name: a quoted literal, or `context.<name>`. */
  readonly headers: Readonly<Record<string, string>>;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
}

export interface RenderedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface ResponseType {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

/** "Gateway response types for API Gateway", those that the local gateway answers with. */
const TYPES = {
  API_CONFIGURATION_ERROR: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
  },
  BAD_REQUEST_PARAMETERS: { status: 400, errorType: 'BadRequestException', message: 'Bad Request' },
  DEFAULT_5XX: { status: 502, errorType: 'InternalServerErrorException', message: 'Internal server error' },
  INTEGRATION_FAILURE: {
    status: 500,
    errorType: 'InternalServerErrorException',
    message: 'Internal server error',
  },
  INTEGRATION_TIMEOUT: {
    status: 504,
    errorType: 'InternalServerErrorException',
    message: 'Endpoint request timed out',
  },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    errorType: 'MissingAuthenticationTokenException',
    message: 'Missing Authentication Token',
  },
  REQUEST_TOO_LARGE: {
    status: 413,
    errorType: 'RequestEntityTooLargeException',
    message: 'Request Too Long',
  },
  THROTTLED: { status: 429, errorType: 'TooManyRequestsException', message: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, errorType: 'UnauthorizedException', message: 'Unauthorized' },
} as const satisfies Record<string, ResponseType>;

export type GatewayErrorType = keyof typeof TYPES;

/** Types that templates may define although the local gateway never answers with them. */
const NEVER_GIVEN = new Set([
  'ACCESS_DENIED',
  'AUTHORIZER_CONFIGURATION_ERROR',
  'AUTHORIZER_FAILURE',
  'BAD_REQUEST_BODY',
  'DEFAULT_4XX',
  'EXPIRED_TOKEN',
  'INVALID_API_KEY',
  'INVALID_SIGNATURE',
  'QUOTA_EXCEEDED',
  'RESOURCE_NOT_FOUND',
  'UNSUPPORTED_MEDIA_TYPE',
  'WAF_FILTERED',
]);

const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';
const HEADER_LITERAL = /^'(.*)'$/s;
const HEADER_VARIABLE = /^context\.[\w.-]+$/;

/** An answer of the gateway without, or instead of, the integration's. */
export class GatewayError extends Error {
  readonly type: GatewayErrorType;

  constructor(type: GatewayErrorType) {
    super(TYPES[type].message);
    this.name = 'GatewayError';
    this.type = type;
  }
}

/** @throws AwsError BadRequestException, NotSimulatedException */
export function assertSimulated(type: string, { headers, templates }: GatewayResponse): void {
  if (!Object.hasOwn(TYPES, type) && !NEVER_GIVEN.has(type))
    throw new AwsError('BadRequestException', `Invalid gateway response type ${type}.`);
  for (const template of Object.values(templates)) {
    assertContextVariables(template);
    const other = /\$(?!context\.)[{!\w]|#(set|if|foreach|end|else|macro)\b/.exec(template);
    if (other !== null) throw notSimulated(`${other[0]} in the template of gateway response ${type}`);
  }
  for (const value of Object.values(headers)) {
    if (HEADER_VARIABLE.test(value)) assertContextVariables(`$${value}`);
    else if (!HEADER_LITERAL.test(value))
      throw notSimulated(`the header value ${value} of gateway response ${type}`);
  }
}

/** The `$context` variables that describe an error. */
export function errorVariables({ type, message }: GatewayError): ContextVariables {
  return {
    'error.message': message,
    'error.messageString': JSON.stringify(message),
    'error.responseType': type,
  };
}

/**
 * The answer of an error type: the API's own response for it, or its default response for 4xx or 5xx, whose status code
 * then replaces the type's.
 */
export function renderGatewayResponse(
  type: GatewayErrorType,
  responses: ReadonlyMap<string, GatewayResponse>,
  variables: ContextVariables,
): RenderedResponse {
  const { status: ownStatus, errorType } = TYPES[type];
  const fallback = ownStatus < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
  const custom = responses.get(type) ?? responses.get(fallback);
  const templates = Object.entries(custom?.templates ?? {});
  const [contentType, template] = templates.find(([name]) => name === 'application/json') ??
    templates[0] ?? ['application/json', DEFAULT_TEMPLATE];
  const headers = Object.entries(custom?.headers ?? {}).map(([name, value]) => [
    name,
    HEADER_LITERAL.exec(value)?.[1] ?? renderContext(`$${value}`, variables, ''),
  ]);
  const status = custom?.statusCode ?? ownStatus;
  const withStatus = { ...variables, status: String(status) };
  return {
    status,
    headers: {
      'Content-Type': contentType,
      'x-amzn-ErrorType': errorType,
      ...Object.fromEntries(headers),
    },
    body: renderContext(template, withStatus, ''),
  };
}
