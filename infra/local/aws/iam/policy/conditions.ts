import type { Statement } from '../../core/policy.ts';
import type { ContextLookup } from './pattern.ts';
import { literalText, matchesArn, matchesPattern, parsePattern } from './pattern.ts';

type Comparison = (value: string, policyValue: string, lookup: ContextLookup | undefined) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** True when no policy value may match, also when the key is absent. */
  readonly negated: boolean;
}

const stringEquals: Comparison = (value, policyValue, lookup) => {
  const tokens = parsePattern(policyValue, lookup);
  return tokens !== undefined && literalText(tokens) === value;
};
const stringEqualsIgnoreCase: Comparison = (value, policyValue, lookup) => {
  const tokens = parsePattern(policyValue, lookup);
  return tokens !== undefined && literalText(tokens).toLowerCase() === value.toLowerCase();
};
const stringLike: Comparison = (value, policyValue, lookup) => {
  const tokens = parsePattern(policyValue, lookup);
  return tokens !== undefined && matchesPattern(value, tokens);
};
const arnLike: Comparison = (value, policyValue, lookup) => {
  const tokens = parsePattern(policyValue, lookup);
  return tokens !== undefined && matchesArn(value, tokens);
};
const bool: Comparison = (value, policyValue) => value.toLowerCase() === policyValue.toLowerCase();

function numeric(test: (value: number, policyValue: number) => boolean): Comparison {
  return (value, policyValue) =>
    value !== '' && policyValue !== '' && test(Number(value), Number(policyValue));
}

/** "IAM JSON policy elements: Condition operators"; `ArnEquals` and `ArnLike` behave identically. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', { compare: stringEquals, negated: false }],
  ['StringNotEquals', { compare: stringEquals, negated: true }],
  ['StringEqualsIgnoreCase', { compare: stringEqualsIgnoreCase, negated: false }],
  ['StringNotEqualsIgnoreCase', { compare: stringEqualsIgnoreCase, negated: true }],
  ['StringLike', { compare: stringLike, negated: false }],
  ['StringNotLike', { compare: stringLike, negated: true }],
  ['ArnEquals', { compare: arnLike, negated: false }],
  ['ArnLike', { compare: arnLike, negated: false }],
  ['ArnNotEquals', { compare: arnLike, negated: true }],
  ['ArnNotLike', { compare: arnLike, negated: true }],
  ['Bool', { compare: bool, negated: false }],
  ['NumericEquals', { compare: numeric((a, b) => a === b), negated: false }],
  ['NumericNotEquals', { compare: numeric((a, b) => a === b), negated: true }],
  ['NumericLessThan', { compare: numeric((a, b) => a < b), negated: false }],
  ['NumericLessThanEquals', { compare: numeric((a, b) => a <= b), negated: false }],
  ['NumericGreaterThan', { compare: numeric((a, b) => a > b), negated: false }],
  ['NumericGreaterThanEquals', { compare: numeric((a, b) => a >= b), negated: false }],
]);

/**
 * Whether all operators and all keys of a statement's `Condition` hold.
 *
 * @throws Error for an operator that is not modelled, because a condition must not be skipped
 */
export function conditionsHold(
  statement: Statement,
  lookup: ContextLookup,
  variables: ContextLookup | undefined,
): boolean {
  return Object.entries(statement.Condition ?? {})
    .map(([name, keys]) => ({ test: parseOperator(name), keys }))
    .every(({ test, keys }) =>
      Object.entries(keys).every(([key, values]) => {
        const policyValues = typeof values === 'object' ? values.map(String) : [String(values)];
        return test(lookup(key), policyValues, variables);
      }),
    );
}

type Test = (
  actual: string | readonly string[] | undefined,
  policyValues: readonly string[],
  variables: ContextLookup | undefined,
) => boolean;

/** @throws Error that names an operator that is not modelled */
export function parseOperator(name: string): Test {
  if (name === 'Null') {
    return (actual, policyValues) =>
      policyValues.some((value) => (actual === undefined || actual.length === 0) === (value === 'true'));
  }
  const [, quantifier, base = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS.get(base);
  if (operator === undefined) throw new Error(`Condition operator ${name} is not modelled.`);
  const { compare, negated } = operator;
  return (actual, policyValues, variables) => {
    const holds = (value: string) =>
      policyValues.some((policyValue) => compare(value, policyValue, variables)) !== negated;
    if (actual === undefined) {
      // With ForAnyValue no value could satisfy the condition, and IfExists changes nothing.
      if (quantifier !== undefined) return quantifier === 'ForAllValues';
      return negated || ifExists !== undefined;
    }
    const values = typeof actual === 'string' ? [actual] : actual;
    if (quantifier === 'ForAllValues') return values.every(holds);
    if (quantifier === 'ForAnyValue') return values.some(holds);
    // A key with several values needs a set operator; without one AWS's behaviour is undefined, so the condition does
    // not hold.
    return values.length === 1 && values.every(holds);
  };
}
