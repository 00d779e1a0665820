import { type EventBucketGrant, eventBucketStatements, OWNED_SIDS } from '../contract/bucket-statements.ts';

/** A bucket policy as S3 returns it. Statements that are not the registrar's may have any form that S3 allows. */
export interface BucketPolicy {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: PolicyStatement | readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [element: string]: unknown;
}

/**
 * The policy that the event bucket should have: the registrar's statements for these accounts, then every other
 * statement of the current policy, unchanged. Pure.
 */
export function bucketPolicy(
  current: BucketPolicy | undefined,
  grant: EventBucketGrant,
  accountIds: readonly string[],
): BucketPolicy & { readonly Statement: readonly PolicyStatement[] } {
  const owned = eventBucketStatements(grant, accountIds).map((statement) => ({ ...statement }));
  const foreign = statementsOf(current).filter((statement) => !isOwned(statement));
  return {
    Version: '2012-10-17',
    ...(current?.Id !== undefined && { Id: current.Id }),
    Statement: [...owned, ...foreign],
  };
}

export function policyBytes(policy: BucketPolicy): number {
  return Buffer.byteLength(JSON.stringify(policy));
}

/** Whether two policies mean the same. S3 returns lists in any order, and a list of one element as that element. */
export function samePolicy(a: BucketPolicy, b: BucketPolicy): boolean {
  return canonical(statementsOf(a)) === canonical(statementsOf(b));
}

/** Whether the registrar's statements are as the registrar would write them, for any accounts. */
export function standsOn(current: BucketPolicy | undefined, grant: EventBucketGrant): boolean {
  const standing = statementsOf(current).filter(isOwned);
  const granted = standing.flatMap(
    ({ Condition }) => Condition?.StringEquals?.['aws:PrincipalAccount'] ?? [],
  );
  return canonical(standing) === canonical(eventBucketStatements(grant, granted.map(String)));
}

function statementsOf(policy: BucketPolicy | undefined): readonly PolicyStatement[] {
  return [policy?.Statement ?? []].flat();
}

function isOwned({ Sid }: PolicyStatement): boolean {
  return OWNED_SIDS.some((owned) => owned === Sid);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical).sort();
    return items.length === 1 ? (items[0] ?? '') : `[${items.join()}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  // `{"AWS": "*"}` and "*" name the same principal: everyone.
  if (entries.length === 1 && entries[0]?.[0] === 'AWS' && canonical(entries[0][1]) === '"*"') return '"*"';
  return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join()}}`;
}
