import type { LambdaEvent } from '../../router/http/lambda/event.ts';

/** What a test sets of a request; the rest is as captured. */
export interface EventOptions {
  readonly method?: string;
  readonly path: string;
  readonly body?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isBase64Encoded?: boolean;
}

/** Claims of a machine client's access token, as a Cognito authorizer hands them over: all of them text. */
export const MACHINE_CLAIMS = {
  sub: 'local-admin',
  token_use: 'access',
  scope: 'api/Admin',
  auth_time: '1795000000',
  iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123',
  exp: 'Mon Nov 23 20:00:00 UTC 2026',
  iat: 'Mon Nov 23 19:00:00 UTC 2026',
  version: '2',
  jti: '3b8f5b1e-1111-4000-8000-000000000000',
  client_id: 'local-admin',
};

/** An event of an API Gateway REST API with a Cognito authorizer (proxy integration, payload format 1.0). */
export function gatewayEvent(options: EventOptions, claims: object | null = MACHINE_CLAIMS): LambdaEvent {
  const { method = 'POST', path, body = null, isBase64Encoded = false } = options;
  const headers = { ...DEFAULT_HEADERS, ...options.headers };
  const [, tenantId = '', action = ''] = path.split('/');
  return {
    resource: '/{tenantId}/{action}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { tenantId, action },
    stageVariables: null,
    requestContext: {
      resourceId: 'abc123',
      ...(claims === null ? {} : { authorizer: { claims } }),
      resourcePath: '/{tenantId}/{action}',
      httpMethod: method,
      extendedRequestId: 'AbCdEfGhIjKlMn=',
      requestTime: '23/Nov/2026:19:30:00 +0000',
      path: `/prod${path}`,
      accountId: '111111111111',
      protocol: 'HTTP/1.1',
      stage: 'prod',
      domainPrefix: 'a1b2c3d4e5',
      requestTimeEpoch: 1795462200000,
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: '192.0.2.1',
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: 'curl/8.5.0',
        user: null,
      },
      domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
      deploymentId: 'd1e2f3',
      apiId: 'a1b2c3d4e5',
    },
    body,
    isBase64Encoded,
  } as unknown as LambdaEvent;
}

/** An event of a function URL with auth type AWS_IAM (payload format 2.0). */
export function functionUrlEvent(options: EventOptions, userArn: string | null): LambdaEvent {
  const { method = 'POST', path, body = null, isBase64Encoded = false } = options;
  const [, accountId = ''] = /::(\d{12}):/.exec(userArn ?? '') ?? [];
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers: { ...DEFAULT_HEADERS, ...options.headers },
    requestContext: {
      accountId: userArn === null ? 'anonymous' : accountId,
      apiId: 'urlid0000000000000000000000000000',
      ...(userArn !== null && {
        authorizer: {
          iam: {
            accessKey: 'ASIAEXAMPLE',
            accountId,
            callerId: `AROAEXAMPLE:${userArn.split('/').at(-1)}`,
            cognitoIdentity: null,
            principalOrgId: 'o-local000000',
            userArn,
            userId: `AROAEXAMPLE:${userArn.split('/').at(-1)}`,
          },
        },
      }),
      domainName: 'urlid0000000000000000000000000000.lambda-url.us-east-1.on.aws',
      domainPrefix: 'urlid0000000000000000000000000000',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8.5.0' },
      requestId: '1e2d3c4b-0000-4000-8000-000000000000',
      routeKey: '$default',
      stage: '$default',
      time: '23/Nov/2026:19:30:00 +0000',
      timeEpoch: 1795462200000,
    },
    ...(body !== null && { body }),
    isBase64Encoded,
  } as unknown as LambdaEvent;
}

const DEFAULT_HEADERS = {
  accept: '*/*',
  'content-type': 'application/json',
  host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  'x-amzn-trace-id': 'Root=1-6563a000-000000000000000000000000',
  'x-forwarded-for': '192.0.2.1',
};
