import { invalidPattern } from '../errors.ts';
import type { Condition } from './pattern-condition.ts';
import { parseCondition } from './pattern-condition.ts';

export type EventMatcher = (event: unknown) => boolean;

/**
 * The matcher of an event pattern ("Amazon EventBridge event patterns"). Every field of the pattern must match; a field
 * matches when one of its conditions holds for one of the event's values.
 *
 * @param pattern JSON text, or the value it stands for
 * @throws AwsError InvalidEventPatternException
 */
export function parseEventPattern(pattern: unknown): EventMatcher {
  const value = typeof pattern === 'string' ? parseJson(pattern) : pattern;
  if (!isRecord(value)) throw invalidPattern('Filter is not an object');
  return parseFields(value);
}

function parseFields(pattern: Readonly<Record<string, unknown>>): EventMatcher {
  const { $or: alternatives, ...fields } = pattern;
  const tests = Object.entries(fields).map(([name, expected]) => {
    const matches = parseField(name, expected);
    return (object: Readonly<Record<string, unknown>>) =>
      matches(Object.hasOwn(object, name) ? object[name] : undefined);
  });
  if (alternatives !== undefined) {
    const options = parseAlternatives(alternatives);
    tests.push((object) => options.some((matches) => matches(object)));
  }
  if (tests.length === 0) throw invalidPattern('Empty objects are not allowed');
  return (value) => objectsIn(value).some((object) => tests.every((test) => test(object)));
}

function parseField(name: string, expected: unknown): EventMatcher {
  if (isRecord(expected)) return parseFields(expected);
  if (!Array.isArray(expected)) throw invalidPattern(`"${name}" must be an object or an array`);
  if (expected.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const conditions: readonly Condition[] = expected.map(parseCondition);
  return (value) => {
    const values = leavesOf(value);
    if (values.length === 0) return conditions.some(({ whenAbsent }) => whenAbsent === true);
    return conditions.some(({ matches }) => values.some(matches));
  };
}

function parseAlternatives(alternatives: unknown): readonly EventMatcher[] {
  if (!Array.isArray(alternatives) || alternatives.length < 2 || !alternatives.every(isRecord))
    throw invalidPattern('"$or" must be an array of at least two objects');
  return alternatives.map(parseFields);
}

/** An array of objects matches when one of its objects does; an absent field, when no value is required. */
function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const objects = [value].flat(Number.POSITIVE_INFINITY).filter(isRecord);
  return objects.length === 0 ? [{}] : objects;
}

function leavesOf(value: unknown): readonly unknown[] {
  return [value]
    .flat(Number.POSITIVE_INFINITY)
    .filter((leaf) => leaf !== undefined && (leaf === null || typeof leaf !== 'object'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidPattern('Filter is not an object');
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
