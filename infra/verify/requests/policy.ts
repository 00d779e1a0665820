import type { Policy, PolicyStatement } from '../findings.ts';

/**
 * A resource policy as AWS returns it: a single statement may not be in a list.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function readPolicy(text: string): Policy {
  const { Statement = [] } = JSON.parse(text) as { Statement?: PolicyStatement | readonly PolicyStatement[] };
  return { Statement: [Statement].flat() };
}

/** A list; a single element may not be in one. */
export function listOf(values: string | readonly string[] | undefined): readonly string[] {
  return values === undefined ? [] : [values].flat();
}

/** Whether an action of a policy, which may have wildcards, matches an action such as `s3:PutObject`. */
export function matchesAction(pattern: string, action: string): boolean {
  const source = pattern
    .replace(/[.+^$()|[\]{}\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** Names of condition keys are not case-sensitive. */
export function conditionOf(
  operator: Readonly<Record<string, string | readonly string[]>> | undefined,
  key: string,
): string | readonly string[] | undefined {
  return Object.entries(operator ?? {}).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
}
