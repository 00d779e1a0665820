import { type Refusal, refuse } from './refusal.ts';

/** A name and the account that has announced it: registered, pending, or gone and a tombstone. */
export interface HeldName {
  readonly tenantId: string;
  readonly accountId: string;
}

/**
 * Whether an account may take a name that it did not have before. Names of the same spelling but for case or
 * punctuation at the end are a trap for callers, so that only one account may have them; and an account that may take
 * any number of names could take everybody's. Tombstones count: an operator releases them.
 */
export function refuseName(
  { tenantId, accountId }: HeldName,
  held: readonly HeldName[],
  maxNamesPerAccount: number,
): Refusal | undefined {
  const spelling = spellingOf(tenantId);
  const similar = held.find(
    (other) => other.accountId !== accountId && spellingOf(other.tenantId) === spelling,
  );
  if (similar !== undefined) {
    return refuse(
      'TenantNameTooSimilar',
      `The tenantId differs from ${similar.tenantId} of account ${similar.accountId} in case, or in dots, hyphens and underscores at its end, only.`,
    );
  }
  const count = held.filter((other) => other.accountId === accountId).length;
  if (count < maxNamesPerAccount) return undefined;
  return refuse(
    'TooManyTenants',
    `Account ${accountId} has ${count} names, tombstones among them, and may have ${maxNamesPerAccount}.`,
  );
}

function spellingOf(tenantId: string): string {
  return tenantId.toLowerCase().replace(/[._-]+$/, '');
}
