import type { NormalizedSchema } from '@smithy/core/schema';
import type { Constraints } from './own/schema.ts';

/** The number types of AWS's service models. */
type NumberType = 'integer' | 'long' | 'double';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export const NUMBER_RANGES: Readonly<Record<NumberType, NumberRange>> = {
  integer: { min: -(2 ** 31), max: 2 ** 31 - 1, whole: true },
  // AWS's long has 64 bits; in JSON, most programs read a number with 53.
  long: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: true },
  double: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE, whole: false },
};

/**
 * Number types by member, as in the service models of `sms-voice` and `pinpoint`: the SDK's schemas have one type for
 * all numbers. Elements of lists are not named here, nor are members of outputs.
 */
export const NUMBER_TYPES: ReadonlyMap<string, NumberType> = new Map([
  ['AllowedAttempts', 'integer'],
  ['Badge', 'integer'],
  ['CodeLength', 'integer'],
  ['MaxResults', 'integer'],
  ['MonthlyLimit', 'long'],
  ['TimeToLive', 'integer'],
  ['ValidityPeriod', 'integer'],
  ['VersionNumber', 'long'],
  ['Latitude', 'double'],
  ['Longitude', 'double'],
]);

/** The type of a numeric input. List elements are long, because `VersionNumbers` is the only list of numbers. */
export function numberTypeOf(schema: NormalizedSchema): NumberType {
  return (schema.isMemberSchema() && NUMBER_TYPES.get(schema.getMemberName())) || 'long';
}

/** The numbers that a schema takes: of the router's own actions its bounds, of AWS's operations the type's. */
export function numberRangeOf(schema: NormalizedSchema): NumberRange {
  const { range } = schema.getMergedTraits() as Constraints;
  return range === undefined ? NUMBER_RANGES[numberTypeOf(schema)] : { ...range, whole: true };
}

/** Completes "must be …". */
export function describeRange({ min, max, whole }: NumberRange): string {
  return whole ? `a whole number from ${min} to ${max}` : 'a finite number';
}
