import * as v from 'valibot';

/** Context as `-c name=value` gives it: everything is a string. */
export type Context = Readonly<Record<string, string | undefined>>;

/** The context of a deployment is unusable. The message lists every problem and how to set the value. */
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

/** A comma-separated list, each element of which fits. */
export function contextList(fits: (element: string) => boolean, meaning: string, example: string) {
  return v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((element) => element.trim())),
    v.check((elements) => elements.every(fits)),
    v.description(meaning),
    v.metadata({ example }),
  );
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

/** Names of context values whose content must appear in no message. */
const SECRETS: ReadonlySet<string> = new Set(['apiTempPassword']);

export interface ContextFinding<T> {
  /** Absent when a value is missing or malformed. */
  readonly values?: T;
  readonly problems: readonly string[];
}

/** Reads `context` by a strict object schema, whose entries come from the functions above. */
export function readContext<const TEntries extends v.ObjectEntries>(
  schema: v.StrictObjectSchema<TEntries, undefined>,
  context: Context,
): ContextFinding<v.InferOutput<v.StrictObjectSchema<TEntries, undefined>>> {
  const given = Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));
  const result = v.safeParse(schema, given);
  if (result.success) return { values: result.output, problems: [] };
  const names = result.issues.map((issue) => String(issue.path?.[0]?.key));
  return { problems: [...new Set(names)].map((name) => explain(name, given[name], schema.entries)) };
}

/** How to set a context value, for messages. */
export function howToSet(name: string, entries: v.ObjectEntries): string {
  const entry = entries[name];
  const { example = '…' } = entry === undefined ? {} : v.getMetadata(unwrapped(entry));
  return `Set it with -c ${name}=${String(example)}`;
}

function explain(name: string, given: unknown, entries: v.ObjectEntries): string {
  const entry = entries[name];
  if (entry === undefined)
    return `${name} is no context of this stack: it knows ${Object.keys(entries).join(', ')}.`;
  const meaning = v.getDescription(unwrapped(entry)) ?? 'a text';
  if (given === undefined) return `${name} is missing: ${meaning}. ${howToSet(name, entries)}`;
  const shown = SECRETS.has(name) ? 'does not fit' : `is "${String(given)}"`;
  return `${name} ${shown}, but must be ${meaning}. ${howToSet(name, entries)}`;
}

/** The descriptions sit on the schema within `v.optional(…)`. */
function unwrapped(entry: v.ObjectEntries[string]): v.GenericSchema {
  return (entry.type === 'optional' && 'wrapped' in entry ? entry.wrapped : entry) as v.GenericSchema;
}
