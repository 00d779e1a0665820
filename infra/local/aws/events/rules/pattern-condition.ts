import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { invalidPattern } from '../errors.ts';

/** Whether one value of the event satisfies a condition; arrays are split before. */
export interface Condition {
  matches(value: unknown): boolean;
  /** The condition holds when the event does not have the field. */
  readonly whenAbsent?: true;
}

/** One element of a pattern's array: a value to equal, or an object with one comparison operator. */
export function parseCondition(condition: unknown): Condition {
  if (condition === null || ['string', 'number', 'boolean'].includes(typeof condition))
    return { matches: (value) => value === condition };
  if (typeof condition !== 'object' || Array.isArray(condition))
    throw invalidPattern('Match value must be String, number, true, false, or null');
  const [only, ...more] = Object.entries(condition);
  if (only === undefined) throw invalidPattern('Empty JSON object in a match expression is not allowed');
  if (more.length > 0) throw invalidPattern('Only one key allowed in match expression');
  const [operator, argument] = only;
  const parse = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (parse === undefined) throw invalidPattern(`Unrecognized match type ${operator}`);
  return parse(argument);
}

/** "Comparison operators for use in event patterns in Amazon EventBridge" */
const OPERATORS: Readonly<Record<string, (argument: unknown) => Condition>> = {
  prefix: (argument) => onText(affixTest('prefix', argument)),
  suffix: (argument) => onText(affixTest('suffix', argument)),
  'equals-ignore-case': (argument) => onText(ignoreCaseTest(argument)),
  wildcard: (argument) => onText(wildcardTest(argument)),
  numeric: (argument) => {
    const test = numericTest(argument);
    return { matches: (value) => typeof value === 'number' && test(value) };
  },
  cidr: (argument) => onText(cidrTest(argument)),
  exists(argument) {
    if (typeof argument !== 'boolean')
      throw invalidPattern('exists match pattern must be either true or false.');
    return argument ? { matches: () => true } : { matches: () => false, whenAbsent: true };
  },
  'anything-but': (argument) => {
    const test = excludedTest(argument);
    return { matches: (value) => !test(value) };
  },
};

type Test<T> = (value: T) => boolean;

function onText(test: Test<string>): Condition {
  return { matches: (value) => typeof value === 'string' && test(value) };
}

function affixTest(kind: 'prefix' | 'suffix', argument: unknown): Test<string> {
  const has = (value: string, affix: string) =>
    kind === 'prefix' ? value.startsWith(affix) : value.endsWith(affix);
  if (typeof argument === 'object' && argument !== null && 'equals-ignore-case' in argument) {
    const affix = text(argument['equals-ignore-case'], kind).toLowerCase();
    return (value) => has(value.toLowerCase(), affix);
  }
  const affix = text(argument, kind);
  return (value) => has(value, affix);
}

function ignoreCaseTest(argument: unknown): Test<string> {
  const wanted = text(argument, 'equals-ignore-case').toLowerCase();
  return (value) => value.toLowerCase() === wanted;
}

/** `*` stands for any number of characters, `\*` and `\\` for themselves. */
function wildcardTest(argument: unknown): Test<string> {
  const pattern = text(argument, 'wildcard');
  const tokens = pattern.match(/\\.|[^\\]|\\$/gsu) ?? [];
  if (tokens.some((token, index) => token === '*' && tokens[index + 1] === '*'))
    throw invalidPattern('Consecutive wildcard characters');
  const source = tokens.map((token) => {
    if (token === '*') return '.*';
    if (!token.startsWith('\\')) return literal(token);
    if (token !== '\\*' && token !== '\\\\') throw invalidPattern('Invalid escape character');
    return literal(token.slice(1));
  });
  const expression = new RegExp(`^${source.join('')}$`, 'su');
  return (value) => expression.test(value);
}

function literal(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\/]/u, '\\$&');
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["<", 10]`, or a range such as `[">", 0, "<=", 5]`. */
function numericTest(argument: unknown): Test<number> {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4))
    throw invalidPattern('Value of numeric must be an array of a comparison and a number, or a range.');
  const tests = [argument.slice(0, 2), argument.slice(2)]
    .filter(({ length }) => length > 0)
    .map(([operator, bound]) => {
      const compare = Object.hasOwn(COMPARISONS, String(operator))
        ? COMPARISONS[String(operator)]
        : undefined;
      if (compare === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${operator}`);
      if (typeof bound !== 'number') throw invalidPattern(`Value of ${operator} must be numeric`);
      return (value: number) => compare(value, bound);
    });
  const [lower, upper] = [argument[0], argument[2]];
  if (tests.length === 2 && !(/^>=?$/.test(lower) && /^<=?$/.test(upper) && argument[1] < argument[3]))
    throw invalidPattern('A numeric range must go from a lower to an upper bound.');
  return (value) => tests.every((test) => test(value));
}

function cidrTest(argument: unknown): Test<string> {
  const [address = '', bits = ''] = text(argument, 'cidr').split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const range = new BlockList();
  try {
    range.addSubnet(address, bits === '' ? Number.NaN : Number(bits), family);
  } catch {
    throw invalidPattern('Malformed CIDR, one "/" required');
  }
  return (value) =>
    (isIPv4(value) && range.check(value, 'ipv4')) || (isIPv6(value) && range.check(value, 'ipv6'));
}

const EXCLUDED_TEXTS: Readonly<Record<string, (argument: unknown) => Test<string>>> = {
  prefix: (argument) => affixTest('prefix', argument),
  suffix: (argument) => affixTest('suffix', argument),
  'equals-ignore-case': ignoreCaseTest,
  wildcard: wildcardTest,
};

/** The values that `anything-but` excludes: a value, a list, or strings by one operator. */
function excludedTest(argument: unknown): Test<unknown> {
  if (typeof argument === 'object' && argument !== null && !Array.isArray(argument)) {
    const [[operator, operand] = ['', undefined], ...more] = Object.entries(argument);
    const parse = Object.hasOwn(EXCLUDED_TEXTS, operator) ? EXCLUDED_TEXTS[operator] : undefined;
    if (parse === undefined || more.length > 0)
      throw invalidPattern(`Unsupported anything-but pattern: ${operator}`);
    const tests = listOf(operand).map(parse);
    return (value) => typeof value === 'string' && tests.some((test) => test(value));
  }
  const values = listOf(argument);
  const isUniform = ['string', 'number'].some((type) => values.every((value) => typeof value === type));
  if (!isUniform) throw invalidPattern('Inside anything but list, either all values are number or string.');
  return (value) => values.includes(value);
}

function listOf(argument: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (values.length === 0) throw invalidPattern('Empty arrays are not allowed');
  return values;
}

function text(argument: unknown, operator: string): string {
  if (typeof argument !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  return argument;
}
