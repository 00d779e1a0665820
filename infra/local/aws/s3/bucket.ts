import type { Home } from '../core/caller.ts';
import type { PolicyDocument } from '../core/policy.ts';

/** The two settings of Block Public Access for policies; those for ACLs have no effect here. */
export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** New buckets have everything blocked, as at S3 since April 2023. */
export const BLOCK_ALL: PublicAccessBlock = { blockPublicPolicy: true, restrictPublicBuckets: true };

/** A queue that is notified of new objects: `QueueConfiguration` with the event `s3:ObjectCreated:*`. */
export interface QueueNotification {
  readonly queueArn: string;
}

/** A lifecycle rule's expiration: objects with the prefix expire after this many days. */
export interface ExpirationRule {
  /** Empty for all objects. */
  readonly prefix: string;
  readonly days: number;
}

export type ObjectOwnership = 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';

export interface BucketOptions {
  /** @default BLOCK_ALL */
  readonly publicAccessBlock?: PublicAccessBlock;
  /** @default BucketOwnerEnforced */
  readonly objectOwnership?: ObjectOwnership;
  /** @default no notifications */
  readonly notifications?: readonly QueueNotification[];
  /** @default objects do not expire */
  readonly expirations?: readonly ExpirationRule[];
}

/** A bucket policy in effect. */
export interface BucketPolicy {
  /** The text for GetBucketPolicy. */
  readonly text: string;
  /** For the evaluation, with roles among its principals replaced by their unique ids. */
  readonly document: PolicyDocument;
  readonly isPublic: boolean;
}

export interface StoredObject {
  readonly key: string;
  readonly body: Buffer;
  /** Quoted MD5 of the body. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  /** Headers that are returned with the object: content type, encoding, `x-amz-meta-…`, checksums. */
  readonly headers: Readonly<Record<string, string>>;
  /** ARN of the principal that wrote it. */
  readonly writtenBy: string;
}

export interface Bucket extends Home {
  readonly name: string;
  readonly createdAt: number;
  publicAccessBlock: PublicAccessBlock;
  objectOwnership: ObjectOwnership;
  notifications: readonly QueueNotification[];
  expirations: readonly ExpirationRule[];
  policy: BucketPolicy | undefined;
  readonly objects: Map<string, StoredObject>;
}

export function bucketArn(bucketName: string): string {
  return `arn:aws:s3:::${bucketName}`;
}

export function objectArn(bucketName: string, key: string): string {
  return `${bucketArn(bucketName)}/${key}`;
}
