import { isDeepStrictEqual } from 'node:util';
import db from 'dynalite/db/index.js';

/** A value as DynamoDB writes it: `{"M": {…}}`. */
type Value = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, Value>>;

/** Dynalite's parsed expression: a comparison, a function, or `and`, `or`, `not`. */
interface Expression {
  readonly type: string;
  readonly args?: (Expression | Path | Value)[];
}
type Path = readonly (string | number)[];

/**
 * "EQ is supported for all data types, including lists and maps" (legacy parameter ComparisonOperator; `=` is its form
 * in expressions). Dynalite compares lists and maps by reference, so that none is equal to another. Before it evaluates
 * a condition, a value that equals the item's own is therefore replaced by the item's own.
 */
export function compareDocuments(): void {
  const { checkConditional } = db;
  db.checkConditional = (input, item) => {
    const { _condition: condition } = input as { _condition?: { readonly expression: Expression } };
    if (condition !== undefined && item !== undefined) unify(condition.expression, item);
    return checkConditional(input, item);
  };
}

function unify(expression: Expression, item: Item): void {
  const { args = [] } = expression;
  const own = args.map((arg) => (Array.isArray(arg) ? valueAt(item, arg) : undefined));
  for (const [index, arg] of args.entries()) {
    const equal = own.find(
      (value) => value !== undefined && isDocument(value) && isDeepStrictEqual(value, arg),
    );
    if (equal !== undefined && !Array.isArray(arg)) args[index] = equal;
    if ('type' in arg) unify(arg as Expression, item);
  }
}

function valueAt(item: Item, path: Path): Value | undefined {
  return path.reduce<Value | undefined>((value, step) => Object(value?.M ?? value?.L)[step], { M: item });
}

function isDocument(value: Value): boolean {
  return 'M' in value || 'L' in value;
}
