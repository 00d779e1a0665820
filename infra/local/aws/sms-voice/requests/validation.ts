import type { Misfit } from '../../core/schema/schema-json.ts';
import { decodeJson } from '../../core/schema/schema-json.ts';
import { invalidFields } from '../errors.ts';
import { violationsOf } from './constraints.ts';

type Schema = Parameters<typeof decodeJson>[0];

/**
 * Parses an input by the operation's schema: bytes, dates, required members, types, and the model's bounds.
 *
 * @throws AwsError ValidationException: MISSING_PARAMETER when members are missing and nothing else is wrong,
 * CANNOT_PARSE when a member has a wrong type, INVALID_PARAMETER when a value is out of bounds; `Fields` names every
 * one
 */
export function parseInput(operation: string, schema: Schema, json: unknown): unknown {
  const { value, misfits } = decodeJson(schema, json);
  if (misfits.length > 0) {
    const reason = misfits.some(isWrongType) ? 'CANNOT_PARSE' : 'MISSING_PARAMETER';
    throw invalidFields(
      reason,
      misfits.map(({ path, message }) => ({ Name: path, Message: message })),
    );
  }
  assertWithinBounds(operation, value);
  return value;
}

/** @throws AwsError ValidationException INVALID_PARAMETER */
export function assertWithinBounds(operation: string, input: unknown): void {
  const violations = violationsOf(operation, input);
  if (violations.length > 0) throw invalidFields('INVALID_PARAMETER', violations);
}

function isWrongType({ problem }: Misfit): boolean {
  return problem === 'wrong type';
}
