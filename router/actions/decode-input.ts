import type { NormalizedSchema } from '@smithy/core/schema';
import { checkConstraints } from './constraints.ts';
import { describeRange, numberRangeOf } from './number-type.ts';
import { elementPath, memberPath, type Problems } from './problem.ts';
import { requiredMembers } from './schema-members.ts';
import { parseTimestamp } from './timestamp.ts';

/**
 * Turns a JSON value into the SDK's value for `schema`: base64 text becomes bytes, ISO 8601 text a Date. Reports every
 * unknown member, missing member and wrong type to `problems`; the result is valid only if there are none.
 *
 * The SDK itself checks nothing: it drops unknown members and sends wrong types as they are. A member that is `null` is
 * absent, as in AWS's JSON protocols. `path` is the value's path in the caller's body.
 */
export function decodeInput(
  schema: NormalizedSchema,
  value: unknown,
  problems: Problems,
  path = '',
): unknown {
  const decoded = decode(schema, value, problems, path);
  checkConstraints(schema, decoded, problems, path);
  return decoded;
}

function decode(schema: NormalizedSchema, value: unknown, problems: Problems, path: string): unknown {
  if (schema.isStructSchema()) return decodeStructure(schema, value, problems, path);
  if (schema.isListSchema()) return decodeList(schema, value, problems, path);
  if (schema.isMapSchema()) return decodeMap(schema, value, problems, path);
  if (schema.isBlobSchema()) return decodeBlob(value, problems, path);
  if (schema.isTimestampSchema()) return decodeTimestamp(value, problems, path);
  if (schema.isBooleanSchema()) {
    return typeof value === 'boolean' ? value : problems.refuse(path, 'must be true or false');
  }
  if (schema.isStringSchema()) return decodeString(schema, value, problems, path);
  if (schema.isNumericSchema()) return decodeNumber(schema, value, problems, path);
  // A document type holds any JSON.
  if (schema.isDocumentSchema()) return value;
  throw new Error(`JSON cannot be decoded for the schema ${schema.getName(true)}`);
}

function decodeStructure(
  schema: NormalizedSchema,
  value: unknown,
  problems: Problems,
  path: string,
): unknown {
  if (!isObject(value)) return problems.refuse(path, 'must be an object');
  const given = new Map(Object.entries(value).filter(([, member]) => member !== null));
  const decoded: Record<string, unknown> = {};
  const required = requiredMembers(schema);
  let set = 0;
  for (const [name, member] of schema.structIterator()) {
    if (given.has(name)) {
      decoded[name] = decodeInput(member, given.get(name), problems, memberPath(path, name));
      given.delete(name);
      set += 1;
    } else if (required.has(name) && !member.isIdempotencyToken()) {
      problems.add(memberPath(path, name), 'is required');
    }
  }
  for (const unknown of given.keys()) problems.add(memberPath(path, unknown), 'is not a known member');
  if (schema.isUnionSchema() && set !== 1) problems.add(path, 'must have exactly one member');
  return decoded;
}

function decodeList(schema: NormalizedSchema, value: unknown, problems: Problems, path: string): unknown {
  if (!Array.isArray(value)) return problems.refuse(path, 'must be an array');
  const sparse = isSparse(schema);
  return value.map((element, index) =>
    element === null && sparse
      ? null
      : decodeInput(schema.getValueSchema(), element, problems, elementPath(path, index)),
  );
}

function decodeMap(schema: NormalizedSchema, value: unknown, problems: Problems, path: string): unknown {
  if (!isObject(value)) return problems.refuse(path, 'must be an object');
  const sparse = isSparse(schema);
  // Object.fromEntries defines its keys, so `__proto__` is an ordinary key.
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const entryPath = memberPath(path, key);
      if (!key.isWellFormed()) problems.add(entryPath, 'must have a key of well-formed Unicode');
      return [
        key,
        entry === null && sparse ? null : decodeInput(schema.getValueSchema(), entry, problems, entryPath),
      ];
    }),
  );
}

function decodeString(schema: NormalizedSchema, value: unknown, problems: Problems, path: string): unknown {
  if (typeof value !== 'string') return problems.refuse(path, 'must be a string');
  // A surrogate without its other half cannot be encoded in UTF-8, in which AWS is called.
  if (!value.isWellFormed()) return problems.refuse(path, 'must be well-formed Unicode');
  const { httpLabel, httpQuery } = schema.getMergedTraits();
  if (httpLabel !== undefined) return decodeLabel(value, problems, path);
  return httpQuery === undefined ? value : decodeUrlPart(value, problems, path);
}

/** The value becomes a segment of the URL: the SDK throws on an empty one, and dots would change the path. */
function decodeLabel(value: string, problems: Problems, path: string): unknown {
  if (value === '') return problems.refuse(path, 'must not be empty');
  if (value === '.' || value === '..') return problems.refuse(path, `must not be "${value}"`);
  return decodeUrlPart(value, problems, path);
}

/**
 * RFC 9110, section 4.1, recommends that servers accept URLs of 8,000 octets; no operation has more than three such
 * members.
 */
const MAX_URL_PART_OCTETS = 2_000;

function decodeUrlPart(value: string, problems: Problems, path: string): unknown {
  // Each character takes an octet or more, so a very long text is refused without encoding it.
  const fits = value.length <= MAX_URL_PART_OCTETS && encodeURIComponent(value).length <= MAX_URL_PART_OCTETS;
  return fits ? value : problems.refuse(path, `must take at most ${MAX_URL_PART_OCTETS} octets in a URL`);
}

function decodeNumber(schema: NormalizedSchema, value: unknown, problems: Problems, path: string): unknown {
  if (typeof value !== 'number') return problems.refuse(path, 'must be a number');
  const range = numberRangeOf(schema);
  const fits = value >= range.min && value <= range.max && (!range.whole || Number.isInteger(value));
  return fits ? value : problems.refuse(path, `must be ${describeRange(range)}`);
}

function decodeBlob(value: unknown, problems: Problems, path: string): unknown {
  if (typeof value !== 'string') return problems.refuse(path, 'must be a string of base64');
  // Buffer skips characters that are not base64; only canonical text is encoded to the same text again.
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : problems.refuse(path, 'must be a string of base64');
}

function decodeTimestamp(value: unknown, problems: Problems, path: string): unknown {
  const date = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return (
    date ??
    problems.refuse(path, 'must be a date and time with a zone (RFC 3339), such as 2027-01-31T09:30:00Z')
  );
}

function isSparse(schema: NormalizedSchema): boolean {
  return schema.getMergedTraits().sparse !== undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
