import type { ValidationExceptionField } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { InputConstraints, MemberConstraint } from '../../service-model/input-constraints.ts';
import { INPUT_CONSTRAINTS } from '../../service-model/input-constraints.ts';

const OPERATIONS: Readonly<Record<string, InputConstraints>> = INPUT_CONSTRAINTS['pinpoint-sms-voice-v2'];

/** Every member of the operation's input that is outside the bounds of the service's model. */
export function violationsOf(operation: string, input: unknown): readonly ValidationExceptionField[] {
  return check(OPERATIONS[operation] ?? {}, input, '', '');
}

/**
 * @param modelPath the value's path in the model: `Context{}`
 * @param path its path in the input: `Context.campaign`
 */
function check(
  constraints: InputConstraints,
  value: unknown,
  modelPath: string,
  path: string,
): ValidationExceptionField[] {
  if (value === undefined) return [];
  const own = fieldsOf(constraints[modelPath], value, path);
  if (Array.isArray(value))
    return [
      ...own,
      ...value.flatMap((item, index) => check(constraints, item, `${modelPath}[]`, `${path}[${index}]`)),
    ];
  if (!isObject(value)) return own;
  const keys = constraints[`${modelPath}{key}`];
  const members = Object.entries(value).flatMap(([name, member]) => {
    const memberPath = path === '' ? name : `${path}.${name}`;
    if (keys !== undefined)
      return [
        ...fieldsOf(keys, name, memberPath),
        ...check(constraints, member, `${modelPath}{}`, memberPath),
      ];
    return check(constraints, member, modelPath === '' ? name : `${modelPath}.${name}`, memberPath);
  });
  return [...own, ...members];
}

function fieldsOf(
  constraint: MemberConstraint | undefined,
  value: unknown,
  Name: string,
): ValidationExceptionField[] {
  const Message = constraint && violation(constraint, value);
  return Message === undefined ? [] : [{ Name, Message }];
}

function violation(constraint: MemberConstraint, value: unknown): string | undefined {
  const { type, min = 0, max = Number.POSITIVE_INFINITY, pattern } = constraint;
  const size = sizeOf(value);
  if (size !== undefined && (size < min || size > max))
    return `Expected ${typeof value === 'number' ? 'a value' : 'a length'} between ${min} and ${max}, got ${size}.`;
  if (['integer', 'long'].includes(type) && !Number.isInteger(value))
    return `Expected an integer, got ${value}.`;
  if (typeof value !== 'string') return undefined;
  if (constraint.enum !== undefined && !constraint.enum.includes(value))
    return `Expected one of ${constraint.enum.join(', ')}.`;
  if (pattern !== undefined && !wholeMatch(pattern).test(value)) return `Expected a match of ${pattern}.`;
  return undefined;
}

const compiled = new Map<string, RegExp>();

function wholeMatch(pattern: string): RegExp {
  const regExp = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  compiled.set(pattern, regExp);
  return regExp;
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date || value instanceof Uint8Array)
  );
}
