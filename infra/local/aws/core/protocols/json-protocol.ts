import { AwsError, notSimulated } from '../aws-error.ts';
import type { Reply, SignedRequest, WireService } from '../wire-service.ts';

/** Members of a request or an answer; the code that uses them checks their types. */
export type JsonObject = Readonly<Record<string, unknown>>;

export type JsonOperation = (input: JsonObject, request: SignedRequest) => unknown;

export interface JsonServiceOptions {
  /** Name in the credential scope. */
  readonly scope: string;
  /** The part of `x-amz-target` before the dot. */
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
  /** By operation name; others are answered with "not simulated". */
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/** A service with the AWS JSON protocol, from a table of its operations. */
export function jsonService({ scope, targetPrefix, version, operations }: JsonServiceOptions): WireService {
  return {
    scope,
    operationOf: operationOfTarget,
    async handle(request) {
      const [prefix] = (request.headers['x-amz-target'] ?? '').split('.');
      const name = operationOfTarget(request);
      if (prefix !== targetPrefix) throw new AwsError('UnknownOperationException', '');
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      if (operation === undefined) throw notSimulated(`${scope}:${name}`);
      return jsonReply((await operation(parseJsonObject(request.body), request)) ?? {}, version);
    },
    renderError: (error, requestId) => renderJsonError(error, requestId, version),
  };
}

/** The operation that `x-amz-target: <prefix>.<operation>` names. */
export function operationOfTarget({ headers }: SignedRequest): string {
  return (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
}

/** @throws AwsError SerializationException */
export function parseJsonObject(body: Buffer): JsonObject {
  try {
    const value: unknown = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Any body that is not an object is refused below.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

export function jsonReply(body: unknown, version: '1.0' | '1.1'): Reply {
  return {
    status: 200,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(body),
  };
}

export function renderJsonError(error: AwsError, _requestId: string, version: '1.0' | '1.1'): Reply {
  const { code, message, members, status } = error;
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify({ __type: code, message, ...members }),
  };
}
