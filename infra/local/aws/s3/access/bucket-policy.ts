import { AwsError, notSimulated } from '../../core/aws-error.ts';
import type { PolicyDocument, Statement } from '../../core/policy.ts';
import type { Iam } from '../../iam/iam.ts';
import { listOf, statementsOf } from '../../iam/policy/evaluate.ts';
import { parsePolicyDocument } from '../../iam/policy/policy-document.ts';
import type { BucketPolicy } from '../bucket.ts';
import { bucketArn } from '../bucket.ts';
import { s3Error } from '../errors.ts';
import { targetsOf } from './actions.ts';
import { isPublicPolicy } from './public-access.ts';

/** "Bucket policies are limited to 20 KB in size." AWS does not document the error code for a larger one. */
export const MAX_POLICY_BYTES = 20_480;

/**
 * The policy as PutBucketPolicy accepts it for one bucket.
 *
 * @throws AwsError MalformedPolicy, PolicyTooLarge, with S3's own reasons
 */
export function parseBucketPolicy(text: string, bucketName: string, iam: Iam): BucketPolicy {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
    throw s3Error('PolicyTooLarge', 'Policy exceeds the maximum allowed document size.');
  if (!text.startsWith('{')) throw malformed("Policies must be valid JSON and the first byte must be '{'");
  const parsed = inS3Terms(() => parsePolicyDocument(text, 'resource'));
  for (const statement of statementsOf(parsed)) assertFitsBucket(statement, bucketName, iam);
  return {
    text: JSON.stringify(normalize(parsed)),
    document: inS3Terms(() => iam.nameRolesById(parsed)),
    isPublic: isPublicPolicy(parsed),
  };
}

function assertFitsBucket(statement: Statement, bucketName: string, iam: Iam): void {
  assertPrincipals(statement, iam);
  if (statement.NotAction !== undefined || statement.NotResource !== undefined)
    throw notSimulated('NotAction and NotResource in bucket policies');
  const actions = listOf(statement.Action);
  if (!actions.every((action) => action === '*' || /^s3:/i.test(action)))
    throw malformed('Policy has invalid action');
  const unknown = actions.find((action) => !Object.values(targetsOf(action)).includes(true));
  if (unknown !== undefined) throw notSimulated(`the action ${unknown} in bucket policies`);

  const arn = bucketArn(bucketName);
  const resources = listOf(statement.Resource);
  if (
    !resources.every(
      (resource) => resource === arn || resource.startsWith(`${arn}/`) || resource === `${arn}*`,
    )
  )
    throw malformed('Policy has invalid resource');
  const onBucket = resources.some((resource) => !resource.startsWith(`${arn}/`));
  const onObjects = resources.some((resource) => resource !== arn);
  const applies = ({ bucket, objects }: { bucket: boolean; objects: boolean }) =>
    (bucket && onBucket) || (objects && onObjects);
  if (!actions.map(targetsOf).every(applies))
    throw malformed('Action does not apply to any resource(s) in statement');

  const keys = Object.values(statement.Condition ?? {}).flatMap((operator) => Object.keys(operator));
  if (!keys.every((key) => /^(aws|s3):/i.test(key))) throw malformed('Policy has an invalid condition key');
}

function assertPrincipals({ Principal }: Statement, iam: Iam): void {
  const named = typeof Principal === 'object' ? Object.entries(Principal) : [];
  if (Principal !== '*' && named.length === 0) throw malformed('Invalid principal in policy');
  for (const [kind, values] of named) {
    if (kind !== 'AWS' && kind !== 'Service')
      throw notSimulated(`principals of kind ${kind} in bucket policies`);
    const exists = (value: string) => (kind === 'AWS' ? awsPrincipalExists(value, iam) : isService(value));
    if (!listOf(values).every(exists)) throw malformed('Invalid principal in policy');
  }
}

function awsPrincipalExists(value: string, iam: Iam): boolean {
  if (value === '*') return true;
  const [, account = '', name] = /^(?:arn:aws:iam::)?(\d{12})(?::(.+))?$/.exec(value) ?? [];
  if (name === undefined || name === 'root') return iam.hasAccount(account);
  return name.startsWith('role/') && iam.hasRole(value);
}

function isService(value: string): boolean {
  return /^[a-z0-9.-]+\.amazonaws\.com$/.test(value);
}

/**
 * S3 does not store the text: it returns the policy without white space, and arrays of one element inside statements as
 * the element. So policies must be compared by meaning.
 */
function normalize(policy: PolicyDocument): PolicyDocument {
  const single = (_key: string, value: unknown) =>
    Array.isArray(value) && value.length === 1 && typeof value[0] === 'string' ? value[0] : value;
  return { ...policy, Statement: JSON.parse(JSON.stringify(statementsOf(policy), single)) };
}

function inS3Terms<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'MalformedPolicyDocument') throw malformed(error.message);
    throw error;
  }
}

function malformed(message: string): AwsError {
  return s3Error('MalformedPolicy', message);
}
