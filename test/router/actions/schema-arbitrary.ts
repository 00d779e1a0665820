import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { NUMBER_RANGES, type NumberRange, numberTypeOf } from '../../../router/actions/number-type.ts';
import type { Constraints } from '../../../router/actions/own/schema.ts';
import { requiredMembers } from '../../../router/actions/schema-members.ts';

/** JSON values that a caller may rightly send for `schema`: optional members come and go. */
export function jsonFor(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isUnionSchema()) return unionOf(schema);
  if (schema.isStructSchema()) return structureOf(schema);
  const { enum: words, length = { min: 0, max: 20 }, range, form } = schema.getMergedTraits() as Constraints;
  const bounds = { minLength: length.min, maxLength: Math.min(length.max, 3) };
  if (schema.isListSchema()) return fc.array(jsonFor(schema.getValueSchema()), bounds);
  if (schema.isMapSchema()) return mapOf(jsonFor(schema.getValueSchema()));
  if (schema.isBlobSchema())
    return fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64'));
  if (schema.isTimestampSchema()) return timestamp;
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema() && range !== undefined) return fc.integer(range);
  if (form !== undefined) return fc.stringMatching(new RegExp(`^(?:${form.pattern})$`));
  if (words !== undefined) return fc.constantFrom(...words);
  if (schema.isNumericSchema()) return numberIn(NUMBER_RANGES[numberTypeOf(schema)]);
  // Dots alone are not a segment of a URL.
  return fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text !== '.' && text !== '..');
}

const timestamp = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

function structureOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  const members = Array.from(schema.structIterator(), ([name, member]) => [name, jsonFor(member)] as const);
  const requiredKeys = [...requiredMembers(schema)];
  return fc.record(Object.fromEntries(members), { requiredKeys, noNullPrototype: true });
}

function unionOf(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  const members = Array.from(schema.structIterator(), ([name, member]) =>
    jsonFor(member).map((value) => ({ [name]: value })),
  );
  return fc.oneof(...members);
}

/** Keys that objects treat specially are keys like any other. */
function mapOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const key = fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('__proto__', 'constructor', 'toString'));
  return fc.array(fc.tuple(key, value), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

function numberIn({ min, max, whole }: NumberRange): fc.Arbitrary<unknown> {
  return whole ? fc.integer({ min, max }) : fc.double({ noNaN: true, min, max }).map(asJson);
}

/** JSON has no negative zero. */
function asJson(value: number): number {
  return JSON.parse(JSON.stringify(value));
}
