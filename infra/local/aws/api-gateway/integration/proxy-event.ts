import { commonLogTime } from '../../core/clock/common-log-time.ts';
import type { Exchange } from '../request/exchange.ts';
import { domainNameOf, headerOf } from '../request/exchange.ts';
import type { Route } from '../request/routing.ts';

/** "Input format of a Lambda function for proxy integration", payload version 1.0. */
export function proxyEvent(
  exchange: Exchange,
  { resource, pathParameters }: Route,
  body: Buffer,
  options: {
    readonly claims: Readonly<Record<string, string>> | undefined;
    readonly stageVariables: Readonly<Record<string, string>>;
    readonly binaryMediaTypes: readonly string[];
  },
) {
  const { stage, path, method, protocol, startedAt, requestId } = exchange;
  const headers = multiMap(forwardedHeaders(exchange));
  const query = multiMap([...exchange.query]);
  const isBinary = matchesMediaType(headerOf(exchange, 'content-type'), options.binaryMediaTypes);
  return {
    resource: resource.path,
    path,
    httpMethod: method,
    headers: lastOf(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(pathParameters),
    stageVariables: orNull(options.stageVariables),
    requestContext: {
      resourceId: resource.id,
      ...(options.claims && { authorizer: { claims: options.claims } }),
      resourcePath: resource.path,
      httpMethod: method,
      extendedRequestId: exchange.extendedRequestId,
      requestTime: commonLogTime(startedAt),
      path,
      accountId: stage.accountId,
      protocol,
      stage: stage.stageName,
      domainPrefix: stage.apiId,
      requestTimeEpoch: startedAt,
      requestId,
      identity: {
        cognitoIdentityPoolId: null,
        accountId: null,
        cognitoIdentityId: null,
        caller: null,
        sourceIp: exchange.sourceIp,
        principalOrgId: null,
        accessKey: null,
        cognitoAuthenticationType: null,
        cognitoAuthenticationProvider: null,
        userArn: null,
        userAgent: headerOf(exchange, 'user-agent') ?? null,
        user: null,
      },
      domainName: domainNameOf(stage),
      deploymentId: stage.deploymentId,
      apiId: stage.apiId,
    },
    body: body.length === 0 ? null : body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary && body.length > 0,
  };
}

/** Whether a media type is among those of `BinaryMediaTypes`. */
export function matchesMediaType(value: string | undefined, mediaTypes: readonly string[]): boolean {
  const type = value?.split(';')[0]?.trim().toLowerCase();
  if (type === undefined) return mediaTypes.includes('*/*');
  return mediaTypes.some(
    (mediaType) =>
      mediaType === '*/*' ||
      mediaType === type ||
      (mediaType.endsWith('/*') && type.startsWith(mediaType.slice(0, -1))),
  );
}

function forwardedHeaders({ headers, sourceIp, traceId }: Exchange): (readonly [string, string])[] {
  const ours = new Set(['x-amzn-trace-id', 'x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto']);
  const forwardedFor = headers.find(([name]) => name.toLowerCase() === 'x-forwarded-for')?.[1];
  return [
    ...headers.filter(([name]) => !ours.has(name.toLowerCase())),
    ['X-Amzn-Trace-Id', traceId],
    ['X-Forwarded-For', forwardedFor === undefined ? sourceIp : `${forwardedFor}, ${sourceIp}`],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ];
}

function multiMap(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return Object.fromEntries(values);
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? '']));
}

function orNull<T extends object>(value: T): T | null {
  return Object.keys(value).length === 0 ? null : value;
}
