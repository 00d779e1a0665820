import { AwsError } from '../../core/aws-error.ts';
import type { Caller } from '../../core/caller.ts';
import type { AccessRequest, Iam } from '../../iam/iam.ts';
import type { Context } from '../../iam/policy/pattern.ts';
import type { Bucket } from '../bucket.ts';
import { bucketArn, objectArn } from '../bucket.ts';
import { s3Error } from '../errors.ts';

/** Authorizes every S3 request by the caller's policies and the bucket's. */
export class BucketAccess {
  readonly #iam: Iam;

  constructor(iam: Iam) {
    this.#iam = iam;
  }

  /** @throws AwsError AccessDenied (403) */
  authorizeBucket(caller: Caller, bucket: Bucket, action: string, context: Context = {}): void {
    this.#authorize(accessRequest(caller, bucket, action, bucketArn(bucket.name), context));
  }

  /** @throws AwsError AccessDenied (403) */
  authorizeObject(caller: Caller, bucket: Bucket, action: string, key: string, context: Context = {}): void {
    this.#authorize(accessRequest(caller, bucket, action, objectArn(bucket.name, key), context));
  }

  /** Whether the caller may learn that a key does not exist: S3 requires the permission to list the bucket. */
  mayList(caller: Caller, bucket: Bucket): boolean {
    const resource = bucketArn(bucket.name);
    const decision = this.#iam.evaluate(accessRequest(caller, bucket, 's3:ListBucket', resource, {}));
    if (decision.allowed) this.#iam.recordUse(caller, decision);
    return decision.allowed;
  }

  /**
   * For operations on the policy itself: only principals of the bucket's account may, whatever the policy grants.
   *
   * @throws AwsError AccessDenied (403), MethodNotAllowed (405)
   */
  authorizePolicyOperation(caller: Caller, bucket: Bucket, action: string): void {
    this.authorizeBucket(caller, bucket, action);
    if (!isOwner(caller, bucket))
      throw s3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }

  #authorize(request: AccessRequest): void {
    try {
      this.#iam.authorize(request);
    } catch (error) {
      if (error instanceof AwsError && error.code === 'AccessDeniedException')
        throw s3Error('AccessDenied', error.message);
      throw error;
    }
  }
}

function accessRequest(
  caller: Caller,
  bucket: Bucket,
  action: string,
  resource: string,
  context: Context,
): AccessRequest {
  const { policy, publicAccessBlock, accountId } = bucket;
  // RestrictPublicBuckets: a public policy admits only the owner's account and AWS services.
  const restricted =
    policy?.isPublic === true &&
    publicAccessBlock.restrictPublicBuckets &&
    caller.kind !== 'service' &&
    !isOwner(caller, bucket);
  return {
    caller,
    action,
    resource,
    resourceAccountId: accountId,
    ...(policy && !restricted && { resourcePolicy: policy.document }),
    context,
  };
}

export function isOwner(caller: Caller, bucket: Bucket): boolean {
  return caller.kind !== 'service' && caller.accountId === bucket.accountId;
}
