import type { ValidationExceptionField } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Misfit } from '../../core/schema-json.ts';
import { decodeJson } from '../../core/schema-json.ts';
import { invalidFields } from '../errors.ts';
import type { Constraint } from './constraints.ts';
import { CONSTRAINTS } from './constraints.ts';

type Schema = Parameters<typeof decodeJson>[0];

/**
 * The input as the operation's schema says: bytes, dates, required members, types, and the model's bounds.
 *
 * @throws AwsError ValidationException: MISSING_PARAMETER when all that is wrong is what is missing, CANNOT_PARSE when
 *   a member has another type, INVALID_PARAMETER when a value is out of bounds; `Fields` names every one
 */
export function parseInput(schema: Schema, json: unknown): unknown {
  const { value, misfits } = decodeJson(schema, json);
  if (misfits.length > 0) {
    const reason = misfits.some(isWrongType) ? 'CANNOT_PARSE' : 'MISSING_PARAMETER';
    throw invalidFields(
      reason,
      misfits.map(({ path, message }) => ({ Name: path, Message: message })),
    );
  }
  assertWithinBounds(schema, value);
  return value;
}

/** @throws AwsError ValidationException INVALID_PARAMETER */
export function assertWithinBounds(schema: Schema, value: unknown): void {
  const violations = check(NormalizedSchema.of(schema), value, '');
  if (violations.length > 0) throw invalidFields('INVALID_PARAMETER', violations);
}

function isWrongType({ problem }: Misfit): boolean {
  return problem === 'wrong type';
}

function check(schema: NormalizedSchema, value: unknown, path: string): ValidationExceptionField[] {
  if (schema.isStructSchema() && isObject(value)) {
    return [...schema.structIterator()].flatMap(([name, member]) => {
      if (value[name] === undefined) return [];
      const constraint = CONSTRAINTS[`${schema.getName()}.${name}`] ?? CONSTRAINTS[name] ?? {};
      const memberPath = path === '' ? name : `${path}.${name}`;
      return [...violations(constraint, value[name], memberPath), ...check(member, value[name], memberPath)];
    });
  }
  if (schema.isListSchema() && Array.isArray(value))
    return value.flatMap((item, index) => check(schema.getValueSchema(), item, `${path}[${index}]`));
  if (schema.isMapSchema() && isObject(value))
    return Object.entries(value).flatMap(([key, item]) =>
      check(schema.getValueSchema(), item, `${path}.${key}`),
    );
  return [];
}

function violations(constraint: Constraint, value: unknown, path: string): ValidationExceptionField[] {
  const own = violation(constraint, value);
  const { items = {}, keys = {} } = constraint;
  const inner =
    isObject(value) && !(value instanceof Uint8Array)
      ? Object.entries(value).flatMap(([key, item]) => [
          ...violations(keys, key, `${path}.${key}`),
          ...violations(items, item, `${path}.${key}`),
        ])
      : Array.isArray(value)
        ? value.flatMap((item, index) => violations(items, item, `${path}[${index}]`))
        : [];
  return own === undefined ? inner : [{ Name: path, Message: own }, ...inner];
}

function violation(
  { min = 0, max = Number.POSITIVE_INFINITY, pattern, oneOf }: Constraint,
  value: unknown,
): string | undefined {
  const size = sizeOf(value);
  if (size !== undefined && (size < min || size > max))
    return `Expected ${typeof value === 'number' ? 'a value' : 'a length'} between ${min} and ${max}, got ${size}.`;
  if (typeof value === 'number' && !Number.isInteger(value)) return `Expected an integer, got ${value}.`;
  if (typeof value !== 'string') return undefined;
  if (oneOf !== undefined && !oneOf.includes(value)) return `Expected one of ${oneOf.join(', ')}.`;
  if (pattern !== undefined && !pattern.test(value)) return `Expected a match of ${pattern.source}.`;
  return undefined;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
