import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { notSimulated } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import type { Iam } from '../iam/iam.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Context } from '../iam/policy/pattern.ts';
import { BucketAccess, isOwner } from './access/access.ts';
import { parseBucketPolicy } from './access/bucket-policy.ts';
import type { Bucket, BucketOptions, BucketPolicy, PublicAccessBlock, StoredObject } from './bucket.ts';
import { BLOCK_ALL } from './bucket.ts';
import { s3Error } from './errors.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Listing, ListOptions } from './listing.ts';
import { listKeys } from './listing.ts';
import { type NotificationQueues, Notifications } from './notifications.ts';

export interface PutObjectOptions {
  /** Canned ACL. Buckets have no ACLs here, so only `bucket-owner-full-control` is possible. */
  readonly acl?: string;
  /** Headers to return with the object; lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

const BUCKET_NAME = /^(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const NO_QUEUES: NotificationQueues = {
  sendMessage() {
    throw notSimulated('notifications of a bucket without Amazon SQS');
  },
};
const MAX_KEY_BYTES = 1024;

/** Amazon S3: buckets of all accounts, with objects in memory. IAM and the bucket policy decide on each access. */
export class S3 {
  readonly #iam: Iam;
  readonly #clock: Clock;
  readonly #access: BucketAccess;
  readonly #notifications: Notifications;
  readonly #lifecycle: Lifecycle;
  readonly #buckets = new Map<string, Bucket>();

  /** @param queues those of Amazon SQS; without them, notifications cannot be configured */
  constructor(kernel: Kernel, queues: NotificationQueues = NO_QUEUES) {
    this.#iam = kernel.iam;
    this.#clock = kernel.clock;
    this.#access = new BucketAccess(kernel.iam);
    this.#notifications = new Notifications(queues, (line) => kernel.log(line));
    this.#lifecycle = new Lifecycle(kernel.clock);
  }

  /** @throws AwsError InvalidBucketName, BucketAlreadyExists: names are global */
  createBucket(home: Home, name: string, options: BucketOptions = {}): Bucket {
    if (!BUCKET_NAME.test(name)) throw s3Error('InvalidBucketName', 'The specified bucket is not valid.');
    if (this.#buckets.has(name))
      throw s3Error('BucketAlreadyExists', 'The requested bucket name is not available.');
    const bucket: Bucket = {
      accountId: home.accountId,
      region: home.region,
      name,
      createdAt: this.#clock.now(),
      ...withDefaults(options),
      policy: undefined,
      objects: new Map(),
    };
    this.#notifications.tryOut(bucket, this.#clock.now());
    this.#buckets.set(name, bucket);
    this.#lifecycle.watch(bucket);
    return bucket;
  }

  updateBucket(name: string, options: BucketOptions): void {
    const bucket = this.bucket(name);
    const changed = { ...bucket, ...withDefaults(options) };
    if (!isDeepStrictEqual(bucket.notifications, changed.notifications))
      this.#notifications.tryOut(changed, this.#clock.now());
    Object.assign(bucket, withDefaults(options));
    this.#lifecycle.watch(bucket);
  }

  /** @throws AwsError NoSuchBucket, BucketNotEmpty */
  deleteBucket(name: string): void {
    const bucket = this.bucket(name);
    if (bucket.objects.size > 0)
      throw s3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty');
    this.#lifecycle.forget(bucket);
    this.#buckets.delete(name);
  }

  /** @throws AwsError NoSuchBucket */
  bucket(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined)
      throw s3Error('NoSuchBucket', 'The specified bucket does not exist', { BucketName: name });
    return bucket;
  }

  /** The buckets of the caller's account, by name. */
  listBuckets(caller: Caller): readonly Bucket[] {
    return [...this.#buckets.values()]
      .filter((bucket) => isOwner(caller, bucket))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** `GetBucketLocation`, which callers may send in any Region: the bucket's Region. */
  getBucketLocation(caller: Caller, name: string): string {
    const bucket = this.bucket(name);
    this.#access.authorizeBucket(caller, bucket, 's3:GetBucketLocation');
    return bucket.region;
  }

  headBucket(caller: Caller, name: string): Bucket {
    const bucket = this.bucket(name);
    this.#access.authorizeBucket(caller, bucket, 's3:ListBucket');
    return bucket;
  }

  putObject(
    caller: Caller,
    bucketName: string,
    key: string,
    body: Buffer,
    { acl, headers = {} }: PutObjectOptions = {},
  ): StoredObject {
    const bucket = this.bucket(bucketName);
    if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw s3Error('KeyTooLongError', 'Your key is too long');
    const context: Context = acl === undefined ? {} : { 's3:x-amz-acl': acl };
    this.#access.authorizeObject(caller, bucket, 's3:PutObject', key, context);
    if (acl !== undefined) this.#access.authorizeObject(caller, bucket, 's3:PutObjectAcl', key, context);
    assertOwnedByBucketOwner(caller, bucket, acl);
    const object = {
      key,
      body,
      etag: `"${createHash('md5').update(body).digest('hex')}"`,
      lastModified: this.#clock.now(),
      headers,
      writtenBy: caller.kind === 'service' ? caller.service : caller.arn,
    };
    bucket.objects.set(key, object);
    this.#notifications.created(bucket, object);
    return object;
  }

  /** @throws AwsError NoSuchKey; AccessDenied instead, to callers that may not list the bucket */
  getObject(caller: Caller, bucketName: string, key: string): StoredObject {
    const bucket = this.bucket(bucketName);
    this.#access.authorizeObject(caller, bucket, 's3:GetObject', key);
    const object = bucket.objects.get(key);
    if (object !== undefined) return object;
    if (!this.#access.mayList(caller, bucket)) throw s3Error('AccessDenied', 'Access Denied');
    throw s3Error('NoSuchKey', 'The specified key does not exist.', { Key: key });
  }

  deleteObject(caller: Caller, bucketName: string, key: string): void {
    const bucket = this.bucket(bucketName);
    this.#access.authorizeObject(caller, bucket, 's3:DeleteObject', key);
    bucket.objects.delete(key);
  }

  /** Deletes an object as a lifecycle rule does; a bucket or an object that is already gone is not an error. */
  expireObject(bucketName: string, key: string): void {
    this.#buckets.get(bucketName)?.objects.delete(key);
  }

  listObjects(caller: Caller, bucketName: string, options: ListOptions = {}): Listing {
    const bucket = this.bucket(bucketName);
    const { prefix = '', delimiter, maxKeys } = options;
    this.#access.authorizeBucket(caller, bucket, 's3:ListBucket', {
      's3:prefix': prefix,
      ...(delimiter !== undefined && { 's3:delimiter': delimiter }),
      ...(maxKeys !== undefined && { 's3:max-keys': String(maxKeys) }),
    });
    return listKeys(bucket.objects.keys(), options);
  }

  /** Multipart uploads are not simulated, so there is none to list or to abort. */
  listMultipartUploads(caller: Caller, bucketName: string): void {
    this.#access.authorizeBucket(caller, this.bucket(bucketName), 's3:ListBucketMultipartUploads');
  }

  abortMultipartUpload(caller: Caller, bucketName: string, key: string): never {
    this.#access.authorizeObject(caller, this.bucket(bucketName), 's3:AbortMultipartUpload', key);
    throw s3Error('NoSuchUpload', 'The specified upload does not exist.');
  }

  /** @throws AwsError NoSuchBucketPolicy */
  getBucketPolicy(caller: Caller, bucketName: string): string {
    return this.#policyFor(caller, bucketName, 's3:GetBucketPolicy').text;
  }

  /** Whether S3 considers the bucket's policy public. */
  getBucketPolicyStatus(caller: Caller, bucketName: string): boolean {
    return this.#policyFor(caller, bucketName, 's3:GetBucketPolicyStatus').isPublic;
  }

  getPublicAccessBlock(caller: Caller, bucketName: string): PublicAccessBlock {
    const bucket = this.bucket(bucketName);
    this.#access.authorizeBucket(caller, bucket, 's3:GetBucketPublicAccessBlock');
    return bucket.publicAccessBlock;
  }

  /** @throws AwsError MalformedPolicy, PolicyTooLarge; AccessDenied when Block Public Access refuses it */
  putBucketPolicy(caller: Caller, bucketName: string, text: string): void {
    this.#access.authorizePolicyOperation(caller, this.bucket(bucketName), 's3:PutBucketPolicy');
    this.setBucketPolicy(bucketName, text);
  }

  /** PutBucketPolicy after its authorization; also for CloudFormation. */
  setBucketPolicy(bucketName: string, text: string): void {
    const bucket = this.bucket(bucketName);
    const policy = parseBucketPolicy(text, bucketName, this.#iam);
    if (policy.isPublic && bucket.publicAccessBlock.blockPublicPolicy)
      throw s3Error(
        'AccessDenied',
        `s3:PutBucketPolicy on ${bucketName} is refused: public policies are blocked by the BlockPublicPolicy block public access setting.`,
      );
    bucket.policy = policy;
  }

  deleteBucketPolicy(caller: Caller, bucketName: string): void {
    this.#access.authorizePolicyOperation(caller, this.bucket(bucketName), 's3:DeleteBucketPolicy');
    this.clearBucketPolicy(bucketName);
  }

  clearBucketPolicy(bucketName: string): void {
    this.bucket(bucketName).policy = undefined;
  }

  #policyFor(caller: Caller, bucketName: string, action: string): BucketPolicy {
    const bucket = this.bucket(bucketName);
    this.#access.authorizePolicyOperation(caller, bucket, action);
    if (bucket.policy === undefined)
      throw s3Error('NoSuchBucketPolicy', 'The bucket policy does not exist', { BucketName: bucketName });
    return bucket.policy;
  }
}

function withDefaults({
  publicAccessBlock = BLOCK_ALL,
  objectOwnership = 'BucketOwnerEnforced',
  notifications = [],
  expirations = [],
}: BucketOptions) {
  return { publicAccessBlock, objectOwnership, notifications, expirations };
}

/** With ownership enforced the bucket owner owns every object, so an ACL can only repeat that. */
function assertOwnedByBucketOwner(caller: Caller, bucket: Bucket, acl: string | undefined): void {
  if (bucket.objectOwnership === 'BucketOwnerEnforced') {
    if (acl !== undefined && acl !== 'bucket-owner-full-control')
      throw s3Error('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  } else if (acl !== undefined || !isOwner(caller, bucket)) {
    throw notSimulated(`ACLs and foreign objects in a bucket with ${bucket.objectOwnership}`);
  }
}
