import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT_ID } from '../../../../registrar/contract/aws-shapes.ts';
import {
  type BucketStatement,
  eventBucketStatements,
  OWNED_SIDS,
} from '../../../../registrar/contract/bucket-statements.ts';
import { type Operator, partitionOf } from '../../operator.ts';
import type { SeenItem } from '../../tenants-table.ts';

/**
 * How the event bucket's policy differs from the policy that follows from the table; undefined when it does not. The
 * organization and the mode are read from the policy itself, so a policy for another organization is not detected here:
 * `verify` tests the way through the policy.
 */
export async function policyDrift(
  operator: Operator,
  items: readonly NonNullable<SeenItem>[],
): Promise<string | undefined> {
  const standing = await standingStatements(operator);
  if (standing.size === 0) return 'The event bucket has no policy.';
  const accounts = registeredAccounts(items);
  const grant = standing.get('DeliverTenantEvents');
  const granted = grant?.Condition.StringEquals?.['aws:PrincipalAccount'];
  const expected = eventBucketStatements(
    {
      bucketName: operator.outputs.EventBucketName,
      partition: partitionOf(operator.outputs),
      organizationId: String(
        standing.get('DescribeEventBucket')?.Condition.StringEquals?.['aws:PrincipalOrgID'],
      ),
      mode: grant !== undefined && granted === undefined ? 'organization' : 'tenants',
    },
    accounts,
  );
  const wrong = OWNED_SIDS.filter(
    (sid) =>
      !isSame(
        expected.find(({ Sid }) => Sid === sid),
        standing.get(sid),
      ),
  );
  if (wrong.length === 0) return undefined;
  const listed = [granted ?? []].flat();
  const differences = [
    ['Not granted', accounts.filter((account) => granted !== undefined && !listed.includes(account))],
    ['Granted, and not registered', listed.filter((account) => !accounts.includes(account))],
  ] as const;
  return [
    `The event bucket's policy does not match the table at ${wrong.join(', ')}.`,
    ...differences.flatMap(([what, ids]) => (ids.length === 0 ? [] : `${what}: ${ids.join(', ')}.`)),
  ].join(' ');
}

/** By Sid; empty when there is no policy. */
async function standingStatements({ access, outputs }: Operator): Promise<Map<string, BucketStatement>> {
  try {
    const get = new GetBucketPolicyCommand({ Bucket: outputs.EventBucketName });
    const { Policy = '{"Statement": []}' } = await new S3Client(access).send(get);
    const { Statement } = JSON.parse(Policy) as { Statement: BucketStatement | readonly BucketStatement[] };
    return new Map([Statement].flat().map((statement) => [statement.Sid, statement]));
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return new Map();
    throw error;
  }
}

/** As the registrar does: a damaged item counts if its account and state can be read. */
function registeredAccounts(items: readonly NonNullable<SeenItem>[]): readonly string[] {
  const registered = items.filter(({ registration }) => registration === 'Registered');
  const accounts = registered.map(({ accountId }) => String(accountId)).filter((id) => ACCOUNT_ID.test(id));
  return [...new Set(accounts)].sort();
}

/** S3 returns a list of one element as that element, and lists in any order. */
function isSame(expected: BucketStatement | undefined, standing: BucketStatement | undefined): boolean {
  return JSON.stringify(normalized(expected)) === JSON.stringify(normalized(standing));
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? normalized(value[0]) : value.map(String).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normalized(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
