import type { NormalizedSchema } from '@smithy/core/schema';
import { secretMembers } from '../actions/schema-members.ts';
import { sha256 } from './fingerprint.ts';

/**
 * An answer as the table of keyed sends stores it: with a hash in place of each secret. A secret is shown once and
 * stored in its own table only; the hash of random bytes reveals nothing.
 */
export function withoutSecrets(output: NormalizedSchema, body: string): string {
  const answer: Record<string, unknown> = JSON.parse(body);
  for (const name of secretMembers(output)) {
    if (typeof answer[name] === 'string') answer[name] = sha256(answer[name]);
  }
  return JSON.stringify(answer);
}

/**
 * The answer given to `withoutSecrets`, with its secret read again from the secret's own table.
 *
 * @param secretNow reads the present secret; called only when the answer had one
 * @returns undefined when the present secret differs, or there is none
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
