import * as sdk from '@aws-sdk/client-pinpoint';
import { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../core/aws-error.ts';
import type { RouteParameters } from '../core/endpoint/routes.ts';
import { Routes } from '../core/endpoint/routes.ts';
import { decodeJson, encodeJson, requiredMembers } from '../core/schema/schema-json.ts';
import type { SignedRequest } from '../core/wire-service.ts';
import { badRequest } from './errors.ts';

type Schema = Parameters<typeof decodeJson>[0];

/** One operation, from its `http` trait. */
export interface RestOperation {
  readonly name: string;
  readonly input: Schema;
  readonly output: Schema;
  /** Of a success. */
  readonly status: number;
}

/** First element of a static operation schema. */
const OPERATION_SCHEMA = 9;

type OperationSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: { readonly http: readonly [method: string, path: string, status: number] },
  input: () => Schema,
  output: () => Schema,
];

const ROUTES = new Routes<RestOperation>();
for (const exported of Object.values<unknown>(sdk)) {
  if (!Array.isArray(exported) || exported[0] !== OPERATION_SCHEMA) continue;
  const [, , name, { http }, input, output] = exported as unknown as OperationSchema;
  const [method, path, status] = http;
  ROUTES.add(`${method} ${path}`, { name, input: input(), output: output(), status });
}

/** The operation of a method and path, and the values in the path. */
export function routeOf({ method, path }: Pick<SignedRequest, 'method' | 'path'>) {
  return ROUTES.find(method, path.replace(/\/$/, ''));
}

/**
 * Builds the input from path, query and body.
 *
 * @throws AwsError BadRequestException
 */
export function readInput(
  { input }: RestOperation,
  parameters: RouteParameters,
  request: SignedRequest,
): unknown {
  const schema = NormalizedSchema.of(input);
  const required = requiredMembers(schema);
  const value: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpPayload, httpQuery } = member.getMergedTraits();
    if (httpLabel) value[name] = parameters[name];
    else if (httpQuery) value[name] = request.query.get(String(httpQuery)) ?? undefined;
    else if (httpPayload) value[name] = readPayload(member, request.body);
    if (value[name] === undefined && required.has(name)) throw badRequest(`${name} is required.`);
  }
  return value;
}

function readPayload(schema: NormalizedSchema, body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const { value, misfits } = decodeJson(schema, parseJson(body));
  const [first] = misfits;
  if (first !== undefined) throw badRequest(`${first.path}: ${first.message}`);
  return value;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('BadRequestException', 'The request body is not JSON.', { status: 400 });
  }
}

/** The body of the answer: the one member with the payload. */
export function writeOutput({ output }: RestOperation, value: unknown): unknown {
  const schema = NormalizedSchema.of(output);
  const payload = [...schema.structIterator()].find(([, member]) => member.getMergedTraits().httpPayload);
  if (payload === undefined) return encodeJson(schema, value);
  const [name, member] = payload;
  return encodeJson(member, Reflect.get(Object(value), name));
}
