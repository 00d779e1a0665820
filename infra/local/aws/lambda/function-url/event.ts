import type { RoleCaller, UserCaller } from '../../core/caller.ts';
import { commonLogTime } from '../../core/clock/common-log-time.ts';
import type { UnverifiedRequest } from '../../core/signing/signature.ts';

export interface FunctionUrlEventInput {
  readonly request: UnverifiedRequest;
  readonly requestId: string;
  /** Such as `HTTP/1.1`. */
  readonly protocol: string;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly urlId: string;
  readonly region: string;
  readonly caller: UserCaller | RoleCaller;
  readonly organizationId: string | undefined;
}

/** "Invoking Lambda function URLs", request payload format version 2.0. */
export function functionUrlEvent(input: FunctionUrlEventInput) {
  const { request, requestId, protocol, sourceIp, now, urlId, region, caller } = input;
  const { cookie, ...headers } = request.headers;
  const query = [...request.query];
  const isText = isTextual(headers['content-type']);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: request.path,
    rawQueryString: request.query.toString(),
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...headers,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(query.length > 0 && { queryStringParameters: joined(query) }),
    requestContext: {
      accountId: caller.accountId,
      apiId: urlId,
      authorizer: { iam: iamIdentity(caller, input.organizationId) },
      domainName: `${urlId}.lambda-url.${region}.on.aws`,
      domainPrefix: urlId,
      http: {
        method: request.method,
        path: decodedPath(request.path),
        protocol,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

function iamIdentity(caller: UserCaller | RoleCaller, organizationId: string | undefined) {
  const userId = caller.kind === 'role' ? `${caller.roleId}:${caller.sessionName}` : caller.userId;
  return {
    accessKey: caller.accessKeyId ?? null,
    accountId: caller.accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: organizationId ?? null,
    userArn: caller.arn,
    userId,
  };
}

/** Only bodies of these types arrive as text; all others, and those without a type, as base64. */
function isTextual(contentType = ''): boolean {
  return /^(text\/|application\/(json|javascript|xml)|application\/[\w.-]+\+(json|xml))/i.test(contentType);
}

/** A parameter that is given several times has its values joined with commas. */
function joined(query: readonly (readonly [string, string])[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of query)
    values[name] = values[name] === undefined ? value : `${values[name]},${value}`;
  return values;
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
