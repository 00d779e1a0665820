/** Values of the request context, by condition key. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Looks up a context key; AWS compares key names without regard to case. */
export type ContextLookup = (key: string) => string | readonly string[] | undefined;

export function contextLookup(context: Context): ContextLookup {
  const byLowerCase = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return (key) => byLowerCase.get(key.toLowerCase());
}

/** A string of a policy, split into literal text and the wildcards `*` and `?`. */
type Token = { readonly literal: string } | { readonly wildcard: '*' | '?' };

const VARIABLE = /\$\{([^}]*)\}/;

/**
 * Replaces policy variables as "IAM policy elements: Variables and tags" defines them: `${key}`, `${key, 'default'}`,
 * and `${*}`, `${?}`, `${$}` for the characters themselves. A variable's value is literal: a `*` in it is not a
 * wildcard. Undefined when a variable has no single value; the string then matches nothing.
 *
 * @param lookup absent when policy variables do not apply (version 2008-10-17)
 */
export function parsePattern(text: string, lookup: ContextLookup | undefined): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let rest = text;
  for (let match = VARIABLE.exec(rest); lookup !== undefined && match !== null; match = VARIABLE.exec(rest)) {
    tokens.push(...wildcards(rest.slice(0, match.index)));
    const value = substitute(match[1] ?? '', lookup);
    if (value === undefined) return undefined;
    tokens.push({ literal: value });
    rest = rest.slice(match.index + match[0].length);
  }
  return [...tokens, ...wildcards(rest)];
}

function substitute(expression: string, lookup: ContextLookup): string | undefined {
  if (expression === '*' || expression === '?' || expression === '$') return expression;
  const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)')?\s*$/.exec(expression) ?? [];
  const value = lookup(key) ?? fallback;
  return typeof value === 'string' ? value : undefined;
}

function wildcards(text: string): readonly Token[] {
  return text
    .split(/([*?])/)
    .filter((part) => part !== '')
    .map((part) => (part === '*' || part === '?' ? { wildcard: part } : { literal: part }));
}

/** Whether the pattern matches the whole of `value`. */
export function matchesPattern(value: string, tokens: readonly Token[], ignoreCase = false): boolean {
  const source = tokens.map((token) => {
    if ('literal' in token) return token.literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    return token.wildcard === '*' ? '.*' : '.';
  });
  return new RegExp(`^${source.join('')}$`, ignoreCase ? 'isu' : 'su').test(value);
}

/** The text of a pattern, with its wildcards as ordinary characters. */
export function literalText(tokens: readonly Token[]): string {
  return tokens.map((token) => ('literal' in token ? token.literal : token.wildcard)).join('');
}

/**
 * Compares ARNs part by part, as `ArnLike` and the `Resource` element do: a wildcard does not match across one of the
 * first five colons.
 */
export function matchesArn(arn: string, tokens: readonly Token[]): boolean {
  const values = splitArn(arn);
  const patterns = splitTokens(tokens);
  return (
    values.length === patterns.length &&
    values.every((value, part) => matchesPattern(value, patterns[part] ?? []))
  );
}

function splitArn(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function splitTokens(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if ('wildcard' in token) parts.at(-1)?.push(token);
    else {
      const pieces = token.literal.split(':');
      for (const [index, piece] of pieces.entries()) {
        if (index > 0 && parts.length < 6) parts.push([]);
        else if (index > 0) parts.at(-1)?.push({ literal: ':' });
        if (piece !== '') parts.at(-1)?.push({ literal: piece });
      }
    }
  }
  return parts;
}
