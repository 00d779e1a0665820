import { notSimulated } from '../core/aws-error.ts';

/**
 * "Filter pattern syntax" for unstructured messages: every term, or phrase in double quotes, must occur, with its
 * case. Patterns for JSON, optional and excluded terms are not simulated.
 *
 * @throws AwsError NotSimulatedException
 */
export function parseFilterPattern(pattern: string): (message: string) => boolean {
  const terms = pattern.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const words = terms.map((term) => {
    if (term.startsWith('"')) return term.slice(1, -1).replaceAll('\\"', '"');
    if (!/^\w+$/.test(term)) throw notSimulated(`the filter pattern ${pattern}`);
    return term;
  });
  return (message) => words.every((word) => message.includes(word));
}
