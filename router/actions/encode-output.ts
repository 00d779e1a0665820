import type { NormalizedSchema } from '@smithy/core/schema';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/**
 * Turns the SDK's output for `schema` into JSON, the counterpart of `decodeInput`: bytes become base64 text, a Date ISO
 * 8601 text. Members that the schema does not have, such as the SDK's `$metadata`, are left out.
 *
 * @throws Error for a value that does not match the schema
 */
export function encodeOutput(schema: NormalizedSchema, value: unknown): JsonObject {
  return schema.isUnitSchema() ? {} : encodeStructure(schema, value);
}

function encode(schema: NormalizedSchema, value: unknown): Json {
  if (value === null) return null;
  if (schema.isStructSchema()) return encodeStructure(schema, value);
  if (Array.isArray(value)) return value.map((element) => encode(schema.getValueSchema(), element));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (schema.isMapSchema()) {
    return Object.fromEntries(
      Object.entries(value as object)
        .filter(([, entry]) => entry !== undefined)
        .map(([key, entry]) => [key, encode(schema.getValueSchema(), entry)]),
    );
  }
  // A document type holds JSON; of the other types, strings, numbers and booleans are JSON.
  if (typeof value !== 'object' || schema.isDocumentSchema()) return value as Json;
  throw new TypeError(`${schema.getName()} must not be an object`);
}

function encodeStructure(schema: NormalizedSchema, value: unknown): JsonObject {
  const encoded: Record<string, Json> = {};
  const members = (value ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, member] of schema.structIterator()) {
    if (members[name] !== undefined) encoded[name] = encode(member, members[name]);
  }
  return encoded;
}
