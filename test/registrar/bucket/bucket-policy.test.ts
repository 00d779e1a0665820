import {
  evaluatePolicies,
  isPublicPolicy,
  type PolicyDocument,
} from '@pinpoint-tenant-router/local-aws/decisions';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BucketPolicy,
  bucketPolicy,
  policyBytes,
  samePolicy,
  standsOn,
} from '../../../registrar/bucket/bucket-policy.ts';
import {
  bucketStatementsVersion,
  type EventBucketGrant,
  MAX_BUCKET_POLICY_BYTES,
} from '../../../registrar/contract/bucket-statements.ts';

const ORGANIZATION = 'o-exampleorg1';
const BUCKET = 'pinpoint-event-stream-data-111111111111-us-east-1';
const GRANT: EventBucketGrant = {
  bucketName: BUCKET,
  partition: 'aws',
  organizationId: ORGANIZATION,
  mode: 'tenants',
};
const FOREIGN = {
  Sid: 'AnalyticsReads',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111111111111:role/Analytics' },
  Action: ['s3:GetObject'],
  Resource: `arn:aws:s3:::${BUCKET}/*`,
};

interface Asked {
  readonly account: string;
  readonly action?: string;
  /** Default: an object under the account's own prefix. */
  readonly key?: string;
  /** Of a listing. */
  readonly prefix?: string;
  readonly organization?: string;
  readonly roleName?: string;
  readonly overTls?: boolean;
}

/** The bucket policy's decision for a role session; on objects unless the action is the bucket's. */
function ask(policy: BucketPolicy, asked: Asked): string {
  const { account, action = 's3:PutObject', organization = ORGANIZATION, overTls = true } = asked;
  const { key = `accountId=${account}/date=2026-11-23/events.gz`, roleName = 'PinpointEventDeliveryRole' } =
    asked;
  const ofBucket = /Bucket/.test(action);
  const roleArn = `arn:aws:iam::${account}:role/${roleName}`;
  const { outcome } = evaluatePolicies(
    [{ name: 'bucket policy', document: policy as unknown as PolicyDocument }],
    {
      action,
      resource: ofBucket ? `arn:aws:s3:::${BUCKET}` : `arn:aws:s3:::${BUCKET}/${key}`,
      principal: {
        kind: 'aws',
        accountId: account,
        arn: `arn:aws:sts::${account}:assumed-role/${roleName}/firehose`,
        roleArn,
      },
      context: {
        'aws:PrincipalAccount': account,
        'aws:PrincipalArn': roleArn,
        'aws:PrincipalOrgID': organization,
        'aws:SecureTransport': String(overTls),
        ...(asked.prefix !== undefined && { 's3:prefix': asked.prefix }),
      },
    },
  );
  return outcome;
}

const accountIds = fc.uniqueArray(
  fc.integer({ min: 0, max: 999_999_999_999 }).map((id) => String(id).padStart(12, '0')),
  { minLength: 1, maxLength: 40 },
);

describe('the grants', () => {
  const policy = bucketPolicy(undefined, GRANT, ['222222222222', '333333333333']);

  test.each([
    's3:PutObject',
    's3:PutObjectAcl',
    's3:AbortMultipartUpload',
    's3:GetBucketLocation',
    's3:ListBucketMultipartUploads',
    's3:GetObject',
  ])('allow a tenant’s delivery role what Firehose needs: %s', (action) => {
    expect(ask(policy, { account: '222222222222', action })).toBe('allowed');
  });

  test('allow it to list the keys under its own prefix', () => {
    const asked = { account: '222222222222', action: 's3:ListBucket' };
    expect(ask(policy, { ...asked, prefix: 'accountId=222222222222/date=2026-11-23/' })).toBe('allowed');
  });

  test('cover Firehose’s error objects', () => {
    const key = 'accountId=222222222222/errors/processing-failed/2026/11/23/x';
    expect(ask(policy, { account: '222222222222', key })).toBe('allowed');
  });

  test.each<[string, Asked]>([
    ['a write under another tenant’s prefix', { account: '222222222222', key: 'accountId=333333333333/x' }],
    ['a write beside all prefixes', { account: '222222222222', key: 'x' }],
    [
      'a prefix that only begins like the tenant’s',
      { account: '222222222222', key: 'accountId=2222222222220/x' },
    ],
    ['an account that is not registered', { account: '444444444444' }],
    [
      'a tenant account that left the organization',
      { account: '222222222222', organization: 'o-elsewhere00' },
    ],
    ['another role of the tenant', { account: '222222222222', roleName: 'Admin' }],
    [
      'a role whose name only ends like the delivery role’s',
      { account: '222222222222', roleName: 'x/PinpointEventDeliveryRole' },
    ],
    [
      'looking for uploads with another role',
      { account: '222222222222', action: 's3:ListBucketMultipartUploads', roleName: 'Admin' },
    ],
    [
      'looking for uploads from outside the organization',
      { account: '222222222222', action: 's3:ListBucketMultipartUploads', organization: 'o-elsewhere00' },
    ],
    ['listing all keys', { account: '222222222222', action: 's3:ListBucket' }],
    ['listing all keys by an empty prefix', { account: '222222222222', action: 's3:ListBucket', prefix: '' }],
    [
      'listing the keys of another tenant',
      { account: '222222222222', action: 's3:ListBucket', prefix: 'accountId=333333333333/' },
    ],
    [
      'listing its own keys with another role',
      {
        account: '222222222222',
        action: 's3:ListBucket',
        prefix: 'accountId=222222222222/',
        roleName: 'Admin',
      },
    ],
    [
      'reading another tenant’s objects',
      { account: '222222222222', action: 's3:GetObject', key: 'accountId=333333333333/x' },
    ],
    ['deleting its own objects', { account: '222222222222', action: 's3:DeleteObject' }],
    ['changing the policy', { account: '222222222222', action: 's3:PutBucketPolicy' }],
  ])('do not cover %s', (_, asked) => {
    expect(ask(policy, asked)).toBe('implicitDeny');
  });

  test('refuse everything without TLS', () => {
    expect(ask(policy, { account: '222222222222', overTls: false })).toBe('explicitDeny');
    expect(ask(policy, { account: '111111111111', action: 's3:GetBucketPolicy', overTls: false })).toBe(
      'explicitDeny',
    );
  });

  test('in mode organization cover every account of the organization, each under its own prefix', () => {
    const wide = bucketPolicy(undefined, { ...GRANT, mode: 'organization' }, []);
    expect(ask(wide, { account: '444444444444' })).toBe('allowed');
    expect(ask(wide, { account: '444444444444', key: 'accountId=222222222222/x' })).toBe('implicitDeny');
    expect(ask(wide, { account: '444444444444', organization: 'o-elsewhere00' })).toBe('implicitDeny');
  });

  test.each(['tenants', 'organization'] as const)(
    'in mode %s are not public in the sense of Block Public Access',
    (mode) => {
      const policy = bucketPolicy(undefined, { ...GRANT, mode }, ['222222222222']);
      expect(isPublicPolicy(policy as unknown as PolicyDocument)).toBe(false);
    },
  );

  test('name the resources of another partition by its name', () => {
    const policy = bucketPolicy(undefined, { ...GRANT, partition: 'aws-us-gov' }, ['222222222222']);
    expect(JSON.stringify(policy)).not.toContain('arn:aws:');
  });
});

test('every registered account may write under its own prefix and under no other’s', () => {
  fc.assert(
    fc.property(accountIds, (accounts) => {
      const policy = bucketPolicy(undefined, GRANT, accounts);
      for (const account of accounts) {
        for (const owner of accounts) {
          const outcome = ask(policy, { account, key: `accountId=${owner}/x` });
          expect(outcome).toBe(account === owner ? 'allowed' : 'implicitDeny');
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('taking one tenant out takes its grant and leaves every other tenant’s, and the statements of others', () => {
  fc.assert(
    fc.property(accountIds, fc.nat(), (accounts, index) => {
      const gone = accounts[index % accounts.length];
      const before = bucketPolicy({ Statement: [FOREIGN] }, GRANT, accounts);
      const after = bucketPolicy(
        before,
        GRANT,
        accounts.filter((account) => account !== gone),
      );
      for (const account of accounts) {
        expect(ask(after, { account })).toBe(account === gone ? 'implicitDeny' : 'allowed');
      }
      expect(after.Statement).toContainEqual(FOREIGN);
      expect(standsOn(after, GRANT)).toBe(true);
    }),
  );
});

test('1,000 tenants fit, with room for statements of others', () => {
  const accounts = Array.from({ length: 1000 }, (_, index) => String(100_000_000_000 + index));
  const base = policyBytes(bucketPolicy(undefined, GRANT, []));
  const full = policyBytes(bucketPolicy(undefined, GRANT, accounts));
  const perTenant = (full - base) / accounts.length;
  const most = Math.floor((MAX_BUCKET_POLICY_BYTES - base) / perTenant);
  console.info(
    `bucket policy: ${base} bytes without tenants, ${full} with 1,000: ${perTenant.toFixed(1)} a tenant, room for ${most}`,
  );
  expect(full).toBeLessThan(MAX_BUCKET_POLICY_BYTES - 2048);
  expect(policyBytes(bucketPolicy(undefined, { ...GRANT, mode: 'organization' }, accounts))).toBeLessThan(
    2048,
  );
});

describe('the policy beside other people’s statements', () => {
  test('keeps them unchanged, and the policy’s id', () => {
    const without: Record<string, unknown> = { ...FOREIGN };
    delete without.Sid;
    const current = { Version: '2012-10-17', Id: 'central', Statement: [FOREIGN, without] };
    const policy = bucketPolicy(current, GRANT, ['222222222222']);
    expect(policy.Id).toBe('central');
    expect(policy.Statement.slice(-2)).toEqual([FOREIGN, without]);
  });

  test('keeps a lone statement that is not in a list', () => {
    expect(bucketPolicy({ Statement: FOREIGN }, GRANT, []).Statement).toContainEqual(FOREIGN);
  });

  test('replaces the registrar’s own statements, whatever was made of them', () => {
    const tampered = bucketPolicy(undefined, GRANT, ['222222222222']).Statement.map((statement) => ({
      ...statement,
      Principal: '*',
      Condition: undefined,
    }));
    const policy = bucketPolicy({ Statement: tampered }, GRANT, ['222222222222']);
    expect(samePolicy(policy, bucketPolicy(undefined, GRANT, ['222222222222']))).toBe(true);
  });
});

describe('comparing policies', () => {
  const policy = bucketPolicy({ Statement: [FOREIGN] }, GRANT, ['222222222222', '333333333333']);

  test('ignores the order of lists, lists of one, and the two ways to name everyone', () => {
    const asS3GivesIt = {
      ...policy,
      Statement: [...policy.Statement].reverse().map((statement) => ({
        ...statement,
        Action: Array.isArray(statement.Action) ? [...statement.Action].reverse() : [statement.Action],
        Principal: statement.Principal === '*' ? { AWS: '*' } : statement.Principal,
      })),
    };
    expect(samePolicy(policy, asS3GivesIt)).toBe(true);
    expect(standsOn(asS3GivesIt, GRANT)).toBe(true);
  });

  test('sees another account, another action, another condition', () => {
    expect(samePolicy(policy, bucketPolicy(policy, GRANT, ['222222222222', '444444444444']))).toBe(false);
    expect(samePolicy(policy, bucketPolicy(policy, GRANT, ['222222222222']))).toBe(false);
    expect(
      samePolicy(
        policy,
        bucketPolicy(policy, { ...GRANT, organizationId: 'o-elsewhere00' }, ['222222222222', '333333333333']),
      ),
    ).toBe(false);
  });

  test('finds the base missing in an overwritten policy', () => {
    expect(standsOn(undefined, GRANT)).toBe(false);
    expect(standsOn({ Statement: [FOREIGN] }, GRANT)).toBe(false);
  });

  test.each(['tenants', 'organization'] as const)(
    'sees that a policy of the other mode is not that of mode %s',
    (mode) => {
      const other = { ...GRANT, mode: mode === 'tenants' ? 'organization' : 'tenants' } as const;
      for (const accounts of [[], ['222222222222']]) {
        expect(standsOn(bucketPolicy(undefined, { ...GRANT, mode }, accounts), { ...GRANT, mode })).toBe(
          true,
        );
        expect(standsOn(bucketPolicy(undefined, other, accounts), { ...GRANT, mode })).toBe(false);
      }
    },
  );
});

test('the version of the statements follows the organization and the mode, and nothing else', () => {
  const version = bucketStatementsVersion(ORGANIZATION, 'tenants');
  expect(version).toBe(bucketStatementsVersion(ORGANIZATION, 'tenants'));
  expect(version).not.toBe(bucketStatementsVersion(ORGANIZATION, 'organization'));
  expect(version).not.toBe(bucketStatementsVersion('o-elsewhere00', 'tenants'));
});
