import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import {
  type BucketStatement,
  eventBucketStatements,
  OWNED_SIDS,
} from '../../../registrar/contract/bucket-statements.ts';
import type { Operator } from '../operator.ts';
import type { SeenItem } from '../tenants-table.ts';

/**
 * How the event bucket's policy differs from what the table says; undefined when it does not. The organization and the
 * mode are taken from the policy itself, so that a whole other one would not be seen; `verify` tries the way through it.
 */
export async function policyDrift(
  { access, outputs }: Operator,
  items: readonly NonNullable<SeenItem>[],
): Promise<string | undefined> {
  const Bucket = outputs.EventBucketName;
  const policy = await new S3Client(access)
    .send(new GetBucketPolicyCommand({ Bucket }))
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NoSuchBucketPolicy')
        return { Policy: '{"Statement":[]}' };
      throw error;
    });
  const { Statement } = JSON.parse(policy.Policy ?? '') as { Statement: readonly BucketStatement[] };
  const standing = new Map(Statement.map((statement) => [statement.Sid, statement]));
  const missing = OWNED_SIDS.filter((sid) => !standing.has(sid));
  if (missing.length > 0 && Statement.length === 0) return 'The event bucket has no policy.';

  const accounts = new Set(
    items
      .filter(({ registration }) => registration === 'Registered')
      .map(({ accountId }) => String(accountId)),
  );
  const conditions = standing.get('DescribeEventBucket')?.Condition.StringEquals ?? {};
  const granted = standing.get('DeliverTenantEvents')?.Condition.StringEquals?.['aws:PrincipalAccount'];
  const [, partition = 'aws'] = outputs.RouterRoleArn.split(':');
  const expected = eventBucketStatements(
    {
      bucketName: Bucket,
      partition,
      organizationId: String(conditions['aws:PrincipalOrgID']),
      mode: standing.has('DeliverTenantEvents') && granted === undefined ? 'organization' : 'tenants',
    },
    [...accounts].sort(),
  );
  const wrong = expected.filter((statement) => !isSame(statement, standing.get(statement.Sid)));
  const stray = OWNED_SIDS.filter((sid) => standing.has(sid) && !expected.some(({ Sid }) => Sid === sid));
  if (wrong.length + stray.length === 0) return undefined;
  const both = [granted ?? []].flat();
  const surplus = both.filter((account) => !accounts.has(account));
  const lacking = granted === undefined ? [] : [...accounts].filter((account) => !both.includes(account));
  return [
    `The event bucket's policy is not what the table says, at ${[...wrong.map(({ Sid }) => Sid), ...stray].join(', ')}.`,
    lacking.length > 0 ? `Not granted: ${lacking.join(', ')}.` : '',
    surplus.length > 0 ? `Granted, and not registered: ${surplus.join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** S3 gives a list of one as its element, and lists in an order of its own. */
function isSame(expected: BucketStatement, standing: BucketStatement | undefined): boolean {
  return JSON.stringify(normalized(expected)) === JSON.stringify(normalized(standing));
}

function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? normalized(value[0]) : value.map(String).sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, normalized(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
