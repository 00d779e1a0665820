import type { APIGatewayProxyEvent, LambdaFunctionURLEvent } from 'aws-lambda';
import { RouterError } from '../../errors.ts';
import { Request } from '../fetch-api/request.ts';

/** The events of the router's function: from the REST API (payload format 1.0) or its function URL (2.0). */
export type LambdaEvent = APIGatewayProxyEvent | LambdaFunctionURLEvent;

/**
 * The request in an event.
 *
 * @throws RouterError `BadRequestException` for an event of any other kind, such as the console's test event
 */
export function requestOf(event: LambdaEvent): Request {
  if (isObject(event) && 'httpMethod' in event) return gatewayRequest(event);
  if (isObject(event) && 'rawPath' in event) return functionUrlRequest(event);
  throw new RouterError('BadRequestException', 'The function can only be called over HTTP.', {
    reason: 'unknown event',
  });
}

/** An invocation without a payload has no event. */
function isObject(event: LambdaEvent | null): event is LambdaEvent {
  return typeof event === 'object' && event !== null;
}

function gatewayRequest(event: APIGatewayProxyEvent): Request {
  return new Request({
    method: event.httpMethod,
    path: gatewayPath(event),
    headers: gatewayHeaders(event),
    readText: () => readBody(event),
  });
}

/** `path` begins with the base path of a custom domain's mapping; the parameters do not have it. */
function gatewayPath({ path, pathParameters }: APIGatewayProxyEvent): string {
  const { tenantId, action } = pathParameters ?? {};
  if (tenantId === undefined || action === undefined) return path;
  return `/${encodeSegment(tenantId)}/${encodeSegment(action)}`;
}

/** The gateway has decoded the path parameters. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function* gatewayHeaders({ headers, multiValueHeaders }: APIGatewayProxyEvent): Generator<[string, string]> {
  for (const [name, values] of Object.entries(multiValueHeaders ?? headers ?? {})) {
    if (typeof values === 'string') yield [name, values];
    else for (const value of values ?? []) yield [name, value];
  }
}

function functionUrlRequest(event: LambdaFunctionURLEvent): Request {
  return new Request({
    method: event.requestContext.http.method,
    path: event.rawPath,
    headers: functionUrlHeaders(event),
    readText: () => readBody(event),
  });
}

function* functionUrlHeaders({ headers }: LambdaFunctionURLEvent): Generator<[string, string]> {
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) yield [name, value];
}

interface EventBody {
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
}

/** @throws RouterError `SerializationException` */
async function readBody({ body, isBase64Encoded }: EventBody): Promise<string> {
  if (!body || !isBase64Encoded) return body ?? '';
  const bytes = Buffer.from(body, 'base64');
  // Buffer skips characters that are not base64.
  if (bytes.toString('base64') !== body)
    throw new RouterError('SerializationException', 'The event has a body that is not base64.');
  return bytes.toString();
}
