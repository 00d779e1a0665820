import { createHash } from 'node:crypto';
import { DELIVERY_ROLE_NAME, eventPrefix, inboundPrefix, roleArn } from './names.ts';

/** `tenants` grants each registered account; `organization` grants every account of the organization. */
export const BUCKET_POLICY_MODES = ['tenants', 'organization'] as const;
export type BucketPolicyMode = (typeof BUCKET_POLICY_MODES)[number];

export interface EventBucketGrant {
  readonly bucketName: string;
  readonly partition: string;
  readonly organizationId: string;
  readonly mode: BucketPolicyMode;
}

export interface BucketStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: '*';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** "Bucket policies are limited to 20 KB in size": bytes of the JSON text without white space. */
export const MAX_BUCKET_POLICY_BYTES = 20 * 1024;

/**
 * What Amazon Data Firehose does with the delivery role ("Grant Firehose access to an Amazon S3 destination"; PutObjectAcl
 * for a bucket of another account). The role's own policy and the bucket's must both allow it, because two accounts are
 * involved.
 */
export const DELIVERY_ACTIONS = {
  /** On objects under the account's own prefix. */
  objects: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetObject', 's3:AbortMultipartUpload'],
  /** On the bucket itself. */
  bucket: ['s3:GetBucketLocation', 's3:ListBucketMultipartUploads'],
  /** On the bucket, for the account's own prefix. */
  ownPrefix: 's3:ListBucket',
} as const;

/** Sids of the statements that the registrar owns; it keeps all others of the bucket's policy. */
export const OWNED_SIDS = [
  'RequireTls',
  'DescribeEventBucket',
  'ListOwnPrefix',
  'DeliverTenantEvents',
] as const;
type OwnedSid = (typeof OWNED_SIDS)[number];

/** A policy variable: IAM replaces it with the caller's account id. */
const CALLERS_ACCOUNT = `\${aws:PrincipalAccount}`;

/**
 * The registrar's statements in the event bucket's policy. Without accounts they are the base policy, which is written
 * before the first tenant registers.
 *
 * Accounts are conditions, not principals: S3 refuses a policy whose principal has been deleted, and a condition
 * value costs 15 bytes. The fixed organization id is what makes Block Public Access see a policy that is not public.
 * Each account reaches its own prefix only, through a policy variable.
 */
export function eventBucketStatements(
  { bucketName, partition, organizationId, mode }: EventBucketGrant,
  accountIds: readonly string[],
): readonly BucketStatement[] {
  const bucketArn = `arn:${partition}:s3:::${bucketName}`;
  const organization = { 'aws:PrincipalOrgID': organizationId };
  const deliveryRole = { ArnLike: { 'aws:PrincipalArn': roleArn(partition, '*', DELIVERY_ROLE_NAME) } };

  const requireTls = {
    ...statement('RequireTls', 'Deny', 's3:*', [bucketArn, `${bucketArn}/*`]),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const describe = {
    ...statement('DescribeEventBucket', 'Allow', DELIVERY_ACTIONS.bucket, bucketArn),
    Condition: { StringEquals: organization, ...deliveryRole },
  };
  const ownPrefixes = [eventPrefix, inboundPrefix].map((prefixOf) => `${prefixOf(CALLERS_ACCOUNT)}*`);
  const list = {
    ...statement('ListOwnPrefix', 'Allow', DELIVERY_ACTIONS.ownPrefix, bucketArn),
    Condition: { StringEquals: organization, StringLike: { 's3:prefix': ownPrefixes }, ...deliveryRole },
  };
  if (mode === 'tenants' && accountIds.length === 0) return [requireTls, describe, list];

  const granted = mode === 'organization' ? {} : { 'aws:PrincipalAccount': accountIds };
  const deliver = {
    ...statement(
      'DeliverTenantEvents',
      'Allow',
      DELIVERY_ACTIONS.objects,
      ownPrefixes.map((prefix) => `${bucketArn}/${prefix}`),
    ),
    Condition: { StringEquals: { ...organization, ...granted }, ...deliveryRole },
  };
  return [requireTls, describe, list, deliver];
}

/**
 * Changes when the registrar would write different statements for the same tenants. A deployment passes it to the base
 * policy resource as a property, so that CloudFormation calls that resource only after such a change.
 */
export function bucketStatementsVersion(organizationId: string, mode: BucketPolicyMode): string {
  const grant = { bucketName: 'bucket', partition: 'aws', organizationId, mode };
  const statements = eventBucketStatements(grant, ['000000000000']);
  return createHash('sha256').update(JSON.stringify(statements)).digest('hex').slice(0, 16);
}

function statement(
  Sid: OwnedSid,
  Effect: BucketStatement['Effect'],
  Action: BucketStatement['Action'],
  Resource: BucketStatement['Resource'],
) {
  return { Sid, Effect, Principal: '*', Action, Resource } as const;
}
