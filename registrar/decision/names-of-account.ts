import { type Refusal, refuse } from './refusal.ts';

/** A name and the account that announced it: registered, pending, or a tombstone. */
export interface HeldName {
  readonly tenantId: string;
  readonly accountId: string;
}

/**
 * Decides whether an account may take a name that it did not have before. Names that differ only in case or in
 * punctuation at the end would mislead callers, so only one account may have them. The number of names an account may
 * take is limited, tombstones included; an operator releases those.
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
      `The tenantId differs from ${similar.tenantId} of account ${similar.accountId} only in case, or in dots, hyphens and underscores at the end.`,
    );
  }
  const count = held.filter((other) => other.accountId === accountId).length;
  if (count < maxNamesPerAccount) return undefined;
  return refuse(
    'TooManyTenants',
    `Account ${accountId} has ${count} names, tombstones included, and may have ${maxNamesPerAccount}.`,
  );
}

function spellingOf(tenantId: string): string {
  return tenantId.toLowerCase().replace(/[._-]+$/, '');
}
