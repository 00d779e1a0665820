import type { NormalizedSchema } from '@smithy/core/schema';

const NONE: ReadonlySet<string> = new Set();

/**
 * The required members of a structure. `NormalizedSchema` does not have them, but the static schema under it does:
 * `[3, namespace, name, traits, memberNames, memberSchemas, requiredCount]`, the required members first.
 */
export function requiredMembers(schema: NormalizedSchema): ReadonlySet<string> {
  const structure: unknown = schema.getSchema();
  if (!Array.isArray(structure)) return NONE;
  const known = cache.get(structure);
  if (known !== undefined) return known;
  const [, , , , names, , requiredCount = 0] = structure;
  const required = new Set<string>(names.slice(0, requiredCount));
  cache.set(structure, required);
  return required;
}

const cache = new WeakMap<object, ReadonlySet<string>>();

/** The members of a structure that are secrets. AWS's schemas mark none in outputs; the router's own schemas do. */
export function secretMembers(structure: NormalizedSchema): readonly string[] {
  return [...structure.structIterator()]
    .filter(([, member]) => member.getMergedTraits().sensitive !== undefined)
    .map(([name]) => name);
}
