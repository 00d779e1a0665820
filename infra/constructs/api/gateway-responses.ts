import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { ErrorName } from '../../../router/errors.ts';

interface GatewayError {
  readonly type: ResponseType;
  readonly status: number;
  /** An error name of the router, so that callers have to know one set of names. */
  readonly name: ErrorName;
  /** @default - the gateway's own message */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The gateway does not tell its reasons for a 401 apart, of which a missing scope is one. */
const NO_TOKEN =
  'Send Authorization: Bearer <access token>. There was none, or it has expired (after an hour), has no scope of this API, or is of another user pool. The output TokenUrl gives tokens.';

const MAY_HAVE_GONE_OUT = 'A send may have gone out: look for its message before you send again.';

/** The gateway's own refusals, see "Gateway response types for API Gateway"; the others have a default. */
const GATEWAY_ERRORS: readonly GatewayError[] = [
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    name: 'UnauthorizedException',
    message: NO_TOKEN,
    headers: { 'WWW-Authenticate': "'Bearer'" },
  },
  {
    type: ResponseType.EXPIRED_TOKEN,
    status: 401,
    name: 'UnauthorizedException',
    message: NO_TOKEN,
    headers: { 'WWW-Authenticate': "'Bearer'" },
  },
  { type: ResponseType.ACCESS_DENIED, status: 403, name: 'ForbiddenException' },
  {
    type: ResponseType.WAF_FILTERED,
    status: 403,
    name: 'ForbiddenException',
    message: "The deployment's web ACL refused the request. Ask the operator.",
  },
  // The gateway's answer to an unknown path or method.
  {
    type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
    status: 404,
    name: 'NotFoundException',
    message: 'Actions are called with POST, and the path must be /<tenantId>/<action>.',
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    name: 'PayloadTooLargeException',
    message:
      'The body is larger than API Gateway (10 MB) or Lambda (6 MB) takes. Larger attachments go by AttachmentUrl.',
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    name: 'ThrottlingException',
    message:
      'More requests a second than the gateway takes of all callers. Nothing was done: try again after Retry-After.',
    headers: { 'Retry-After': "'1'" },
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    name: 'UpstreamTimeoutException',
    message: `The router did not answer in time. ${MAY_HAVE_GONE_OUT}`,
  },
  { type: ResponseType.DEFAULT_4XX, status: 400, name: 'BadRequestException' },
  {
    type: ResponseType.DEFAULT_5XX,
    status: 500,
    name: 'InternalFailure',
    message: `The gateway or the router failed; their logs have the requestId. ${MAY_HAVE_GONE_OUT}`,
  },
];

/** The header that the router's own answers have. */
const REQUEST_ID = { 'x-request-id': 'context.requestId' };

/** Gives the gateway's own errors the router's error body, with the gateway's request id in body and header. */
export function addGatewayResponses(api: RestApi): void {
  for (const { type, status, name, message, headers } of GATEWAY_ERRORS) {
    const text = message === undefined ? '$context.error.messageString' : JSON.stringify(message);
    api.addGatewayResponse(type.responseType, {
      type,
      statusCode: String(status),
      responseHeaders: { ...REQUEST_ID, ...headers },
      templates: {
        'application/json': `{"status":${status},"error":{"name":"${name}","message":${text}},"requestId":"$context.requestId"}`,
      },
    });
  }
}
