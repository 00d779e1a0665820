import type { Template } from './template.ts';

/** What intrinsic functions can read while a stack is being deployed. */
export interface Scope {
  readonly template: Template;
  /** Parameters and pseudo parameters by name. */
  readonly parameters: ReadonlyMap<string, unknown>;
  /** The value of `Ref` and `Fn::GetAtt` on a resource; throws when it does not exist (yet). */
  reference(logicalId: string): string;
  attribute(logicalId: string, name: string): unknown;
}

/** Stands for `AWS::NoValue`: a property or element with this value is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/**
 * The intrinsic functions that CDK emits for this repository's stacks, as "Intrinsic function reference" of the
 * CloudFormation guide defines them.
 */
const INTRINSICS: ReadonlyMap<string, Intrinsic> = new Map<string, Intrinsic>([
  ['Ref', (name, scope) => ref(String(name), scope)],
  ['Fn::GetAtt', (argument, scope) => getAtt(argument, scope)],
  ['Fn::Sub', (argument, scope) => substitute(argument, scope)],
  [
    'Fn::Join',
    (argument, scope) => {
      const [delimiter, parts] = pair(argument);
      return list(resolveValue(parts, scope), 'Fn::Join').join(String(delimiter));
    },
  ],
  [
    'Fn::Select',
    (argument, scope) => {
      const [index, values] = pair(argument);
      const chosen = list(resolveValue(values, scope), 'Fn::Select')[Number(resolveValue(index, scope))];
      if (chosen === undefined) throw new Error(`Fn::Select has no element ${String(index)}.`);
      return chosen;
    },
  ],
  [
    'Fn::Split',
    (argument, scope) => {
      const [delimiter, text] = pair(argument);
      return String(resolveValue(text, scope)).split(String(delimiter));
    },
  ],
  [
    'Fn::If',
    (argument, scope) => {
      const [name, whenTrue, whenFalse] = list(argument, 'Fn::If');
      return resolveValue(condition(String(name), scope) ? whenTrue : whenFalse, scope);
    },
  ],
  [
    'Fn::FindInMap',
    (argument, scope) => {
      const [map, top, second] = list(resolveValue(argument, scope), 'Fn::FindInMap').map(String);
      const found = scope.template.Mappings?.[map ?? '']?.[top ?? '']?.[second ?? ''];
      if (found === undefined) throw new Error(`Fn::FindInMap finds nothing at ${map}.${top}.${second}.`);
      return found;
    },
  ],
  ['Fn::Base64', (text, scope) => Buffer.from(String(resolveValue(text, scope))).toString('base64')],
  [
    'Fn::Equals',
    (argument, scope) => {
      const [left, right] = pair(resolveValue(argument, scope));
      return String(left) === String(right);
    },
  ],
  ['Fn::Not', (argument, scope) => !truth(list(argument, 'Fn::Not')[0], scope)],
  ['Fn::And', (argument, scope) => list(argument, 'Fn::And').every((term) => truth(term, scope))],
  ['Fn::Or', (argument, scope) => list(argument, 'Fn::Or').some((term) => truth(term, scope))],
  [
    'Fn::Contains',
    (argument, scope) => {
      const [values, value] = pair(resolveValue(argument, scope));
      return list(values, 'Fn::Contains').map(String).includes(String(value));
    },
  ],
  ['Condition', (name, scope) => condition(String(name), scope)],
]);

/** @throws Error that names the function or reference that cannot be resolved */
export function resolve(value: unknown, scope: Scope): unknown {
  const resolved = resolveValue(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
}

/** The value of one named condition of the template. */
export function condition(name: string, scope: Scope): boolean {
  const expression = scope.template.Conditions?.[name];
  if (expression === undefined) throw new Error(`The template has no condition ${name}.`);
  return truth(expression, scope);
}

/** The logical ids of all resources that `value` refers to. */
export function references(value: unknown, template: Template, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const element of value) references(element, template, found);
  else if (isRecord(value)) {
    for (const [key, argument] of Object.entries(value)) {
      for (const name of namedBy(key, argument)) if (name in template.Resources) found.add(name);
      references(argument, template, found);
    }
  }
  return found;
}

function namedBy(key: string, argument: unknown): readonly string[] {
  if (key === 'Ref') return [String(argument)];
  if (key === 'Fn::GetAtt') return [splitAttribute(argument)[0]];
  if (key === 'Fn::Sub') {
    const text = Array.isArray(argument) ? argument[0] : argument;
    return [...String(text).matchAll(PLACEHOLDER)].map(([, name = '']) => name.split('.')[0] ?? '');
  }
  return [];
}

function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((element) => resolveValue(element, scope)).filter((element) => element !== NO_VALUE);
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw new Error('The local CloudFormation does not resolve dynamic references ({{resolve:…}}).');
  if (!isRecord(value)) return value;
  const [only, ...more] = Object.entries(value);
  if (only !== undefined && more.length === 0) {
    const [name, argument] = only;
    const intrinsic = INTRINSICS.get(name);
    // A property may be called `Condition` (as in a policy statement): only its string form is the function.
    if (intrinsic !== undefined && !(name === 'Condition' && typeof argument !== 'string'))
      return intrinsic(argument, scope);
    if (name.startsWith('Fn::')) throw new Error(`The local CloudFormation does not know ${name}.`);
  }
  const entries = Object.entries(value).map(([key, member]) => [key, resolveValue(member, scope)] as const);
  return Object.fromEntries(entries.filter(([, member]) => member !== NO_VALUE));
}

function ref(name: string, scope: Scope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  if (scope.parameters.has(name)) return scope.parameters.get(name);
  return scope.reference(name);
}

function getAtt(argument: unknown, scope: Scope): unknown {
  const [logicalId, name] = splitAttribute(argument);
  return scope.attribute(logicalId, name);
}

function splitAttribute(argument: unknown): readonly [string, string] {
  const [logicalId = '', ...attribute] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split('.');
  return [logicalId, attribute.join('.')];
}

const PLACEHOLDER = /\$\{([^!}][^}]*)\}/g;

function substitute(argument: unknown, scope: Scope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  return String(text)
    .replace(PLACEHOLDER, (_, name: string) => {
      if (Object.hasOwn(own, name)) return String(resolveValue(own[name], scope));
      return String(name.includes('.') ? getAtt(name, scope) : ref(name, scope));
    })
    .replaceAll('${!', '${');
}

function truth(expression: unknown, scope: Scope): boolean {
  const value = resolveValue(expression, scope);
  if (typeof value !== 'boolean') throw new Error('A condition does not resolve to true or false.');
  return value;
}

function pair(argument: unknown): readonly [unknown, unknown] {
  const [first, second] = list(argument, 'An intrinsic function');
  return [first, second];
}

function list(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${what} needs a list.`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
