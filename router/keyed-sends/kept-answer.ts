import type { NormalizedSchema } from '@smithy/core/schema';
import { secretMembers } from '../actions/schema-members.ts';
import { sha256 } from './fingerprint.ts';

/**
 * An answer as the table of keyed sends may hold it: the hash of each secret stands in its place. A secret is shown once
 * and kept in its own table alone; of random bytes, a hash tells nothing.
 */
export function withoutSecrets(output: NormalizedSchema, body: string): string {
  const answer: Record<string, unknown> = JSON.parse(body);
  for (const name of secretMembers(output)) {
    if (typeof answer[name] === 'string') answer[name] = sha256(answer[name]);
  }
  return JSON.stringify(answer);
}

/**
 * The answer that `withoutSecrets` was given, with the secret read anew from where it is at home.
 *
 * @param secretNow the secret that there is by now; asked for only when the answer had one
 * @returns undefined when that is another one, or none
 */
export async function withSecrets(
  output: NormalizedSchema,
  kept: string,
  secretNow: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const answer: Record<string, unknown> = JSON.parse(kept);
  for (const name of secretMembers(output)) {
    if (answer[name] === undefined) continue;
    const secret = await secretNow();
    if (secret === undefined || sha256(secret) !== answer[name]) return undefined;
    answer[name] = secret;
  }
  return JSON.stringify(answer);
}
