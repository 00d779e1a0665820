import { NormalizedSchema } from '@smithy/core/schema';

type Schema = Parameters<typeof NormalizedSchema.of>[0];

/** One mismatch between a JSON document and its schema. */
export interface Misfit {
  /** Such as `Filters[0].Name`. */
  readonly path: string;
  readonly problem: 'missing' | 'wrong type';
  readonly message: string;
}

export interface Decoded {
  readonly value: unknown;
  readonly misfits: readonly Misfit[];
}

/**
 * Decodes JSON as a service does: base64 to bytes, epoch seconds to dates, required members and types checked. Unknown
 * members are dropped, as AWS's services do.
 */
export function decodeJson(schema: Schema, json: unknown): Decoded {
  const misfits: Misfit[] = [];
  const value = decode(NormalizedSchema.of(schema), json, '', misfits);
  return { value, misfits };
}

/** The counterpart for outputs: members that are not in the schema, and absent ones, are left out. */
export function encodeJson(schema: Schema, value: unknown): unknown {
  return encode(NormalizedSchema.of(schema), value);
}

function decode(schema: NormalizedSchema, json: unknown, path: string, misfits: Misfit[]): unknown {
  const wrong = (expected: string) => {
    misfits.push({ path, problem: 'wrong type', message: `Expected ${expected}, got ${describe(json)}.` });
    return undefined;
  };
  if (schema.isStructSchema())
    return isObject(json) ? decodeStructure(schema, json, path, misfits) : wrong('an object');
  if (schema.isMapSchema()) {
    if (!isObject(json)) return wrong('an object');
    const member = schema.getValueSchema();
    const entries = Object.entries(json).map(([key, value]) => [
      key,
      decode(member, value, `${path}.${key}`, misfits),
    ]);
    return Object.fromEntries(entries);
  }
  if (schema.isListSchema()) {
    if (!Array.isArray(json)) return wrong('an array');
    const member = schema.getValueSchema();
    return json.map((item, index) => decode(member, item, `${path}[${index}]`, misfits));
  }
  if (schema.isBlobSchema()) return isBase64(json) ? Buffer.from(json, 'base64') : wrong('a base64 string');
  if (schema.isTimestampSchema())
    return typeof json === 'number' ? new Date(json * 1000) : wrong('a number of epoch seconds');
  if (schema.isBooleanSchema()) return typeof json === 'boolean' ? json : wrong('a boolean');
  if (schema.isNumericSchema()) return typeof json === 'number' ? json : wrong('a number');
  if (schema.isStringSchema()) return typeof json === 'string' ? json : wrong('a string');
  return json;
}

function decodeStructure(
  schema: NormalizedSchema,
  json: Readonly<Record<string, unknown>>,
  path: string,
  misfits: Misfit[],
): unknown {
  const required = requiredMembers(schema);
  const value: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const memberPath = path === '' ? name : `${path}.${name}`;
    const given = json[wireName(name, member)];
    if (given !== undefined && given !== null) {
      value[name] = decode(member, given, memberPath, misfits);
    } else if (required.has(name)) {
      misfits.push({ path: memberPath, problem: 'missing', message: 'This member is required.' });
    }
  }
  return value;
}

function encode(schema: NormalizedSchema, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (schema.isStructSchema() && isObject(value)) {
    const json: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const encoded = encode(member, value[name]);
      if (encoded !== undefined) json[wireName(name, member)] = encoded;
    }
    return json;
  }
  if (schema.isMapSchema() && isObject(value)) {
    const member = schema.getValueSchema();
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(member, item)]));
  }
  if (schema.isListSchema() && Array.isArray(value))
    return value.map((item) => encode(schema.getValueSchema(), item));
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value;
}

/** A static structure schema lists its required members first, and has their count. */
export function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const raw: unknown = schema.getSchema();
  if (!Array.isArray(raw)) return new Set();
  const [, , , , names = [], , count = 0] = raw as [
    unknown,
    unknown,
    unknown,
    unknown,
    string[],
    unknown,
    number,
  ];
  return new Set(names.slice(0, count));
}

function wireName(name: string, member: NormalizedSchema): string {
  const { jsonName } = member.getMergedTraits();
  return typeof jsonName === 'string' ? jsonName : name;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBase64(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a value of type ${typeof value}`;
}
