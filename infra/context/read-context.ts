import leven from 'leven';
import * as v from 'valibot';
import { ACCOUNT_ID } from '../../registrar/contract/aws-shapes.ts';

/** The values of this app's context. All are strings, as in `-c name=value`. */
export type Context = Readonly<Record<string, string | undefined>>;

/** The context of a deployment cannot be used. The message lists every problem and how to set the value. */
export class ContextError extends Error {
  readonly problems: readonly string[];

  constructor(stackName: string, problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(
      [`The context of ${stackName} has ${count}:`, ...problems.map((problem) => `  - ${problem}`)].join(
        '\n',
      ),
    );
    this.name = 'ContextError';
    this.problems = problems;
  }
}

/** One context value. `meaning` completes "must be …"; `example` is shown behind `-c name=`. */
export function contextValue(pattern: RegExp, meaning: string, example: string) {
  return v.pipe(v.string(), v.regex(pattern), v.description(meaning), v.metadata({ example }));
}

/** A comma-separated list whose elements all satisfy `fits`. */
export function contextList(fits: (element: string) => boolean, meaning: string, example: string) {
  return v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((element) => element.trim())),
    v.array(v.custom<string>((element) => fits(element as string))),
    v.description(meaning),
    v.metadata({ example }),
  );
}

/** The account of the stack itself. */
export function ownAccount(stackName: string) {
  const meaning = `the id, 12 digits, of the account that ${stackName} is for`;
  return v.optional(contextValue(ACCOUNT_ID, meaning, '111111111111'));
}

/** A whole number between `minimum` and `maximum`. */
export function contextNumber(minimum: number, maximum: number, meaning: string) {
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/),
    v.transform(Number),
    v.minValue(minimum),
    v.maxValue(maximum),
    v.description(`${meaning}, between ${minimum} and ${maximum}`),
    v.metadata({ example: String(minimum) }),
  );
}

/** Context values that must appear in no message. */
const SECRETS: ReadonlySet<string> = new Set(['apiTempPassword']);

export interface ContextFinding<T> {
  /** Absent when a value is missing or malformed. */
  readonly values?: T;
  readonly problems: readonly string[];
}

/**
 * Reads `context` with a strict object schema whose entries come from the functions above.
 *
 * @param other the context of the other stack; its names are accepted and ignored, because one file may hold both
 */
export function readContext<const TEntries extends v.ObjectEntries>(
  schema: v.StrictObjectSchema<TEntries, undefined>,
  context: Context,
  other: { readonly entries: v.ObjectEntries },
): ContextFinding<v.InferOutput<v.StrictObjectSchema<TEntries, undefined>>> {
  const { entries } = schema;
  const given = Object.fromEntries(
    Object.entries(context).filter(
      ([name, value]) => value !== undefined && (name in entries || !(name in other.entries)),
    ),
  );
  const result = v.safeParse(schema, given);
  if (result.success) return { values: result.output, problems: [] };
  const known = ['stack', ...Object.keys(entries), ...Object.keys(other.entries)];
  const names = new Set(result.issues.map(nameOf));
  return {
    problems: [...names].map((name) => {
      if (entries[name] === undefined) return unknownName(name, known);
      const issues = result.issues.filter((issue) => nameOf(issue) === name);
      return explain(name, given[name], issues, entries);
    }),
  };
}

function nameOf({ path }: v.BaseIssue<unknown>): string {
  return String(path?.[0]?.key);
}

/** How to set a context value, for messages. */
export function howToSet(name: string, entries: v.ObjectEntries): string {
  const entry = entries[name];
  const { example = '…' } = entry === undefined ? {} : v.getMetadata(unwrapped(entry));
  return `Set it with -c ${name}=${String(example)}`;
}

/** How many similar names a message suggests at most. */
const MAX_SUGGESTIONS = 3;

function unknownName(name: string, known: readonly string[]): string {
  const unknown = `${name} is not a context value of this app.`;
  const similar = similarNames(name, known);
  const [closest, ...others] = similar;
  if (closest === undefined) return `${unknown} README.md lists all of them under "Context of …".`;
  if (others.length === 0) return `${unknown} Did you mean ${closest}?`;
  return `${unknown} Did you mean one of ${similar.join(', ')}? README.md lists all of them under "Context of …".`;
}

/** The one name that `name` may be a misspelling of; otherwise the names that share its first or last word. */
function similarNames(name: string, known: readonly string[]): readonly string[] {
  const distance = (candidate: string) => leven(candidate.toLowerCase(), name.toLowerCase());
  const [closest = '', ...others] = [...new Set(known)].toSorted(
    (one, other) => distance(one) - distance(other),
  );
  if (distance(closest) <= Math.max(2, closest.length / 4)) return [closest];
  const ends = (each: string) => {
    const words = each.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
    return [words[0], words.at(-1)];
  };
  return [closest, ...others]
    .filter((candidate) => ends(candidate).some((word) => ends(name).includes(word)))
    .slice(0, MAX_SUGGESTIONS);
}

function explain(
  name: string,
  given: unknown,
  issues: readonly v.BaseIssue<unknown>[],
  entries: v.ObjectEntries,
): string {
  const entry = entries[name];
  const meaning = (entry && v.getDescription(unwrapped(entry))) ?? 'text';
  if (given === undefined) return `${name} is missing: ${meaning}. ${howToSet(name, entries)}`;
  return `${name} ${seen(name, given, issues)}, but must be ${meaning}. ${howToSet(name, entries)}`;
}

function seen(name: string, given: unknown, issues: readonly v.BaseIssue<unknown>[]): string {
  if (SECRETS.has(name)) return 'does not fit';
  // The path goes on where an element of a list is wrong.
  const elements = issues
    .filter(({ path }) => path?.[1] !== undefined)
    .map(({ input }) => `"${String(input)}"`);
  return elements.length > 0 ? `holds ${elements.join(', ')}` : `is "${String(given)}"`;
}

/** The descriptions sit on the schema within `v.optional(…)`. */
function unwrapped(entry: v.ObjectEntries[string]): v.GenericSchema {
  return (entry.type === 'optional' && 'wrapped' in entry ? entry.wrapped : entry) as v.GenericSchema;
}
