import { GetBucketPolicyCommand, PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import type { BucketPolicy } from './bucket-policy.ts';

/** The policy of the central event bucket. */
export interface EventBucket {
  /** Undefined when the bucket has no policy. */
  readPolicy(): Promise<BucketPolicy | undefined>;
  /** @throws PolicyRefusedError when S3 would refuse the same policy every time */
  writePolicy(policy: BucketPolicy): Promise<void>;
}

export class PolicyRefusedError extends Error {}

/** S3's errors about the policy itself, as opposed to a passing fault. */
const REFUSALS = new Set(['MalformedPolicy', 'PolicyTooLarge']);

export function createEventBucket(client: S3Client, bucketName: string): EventBucket {
  return {
    async readPolicy() {
      try {
        const { Policy } = await client.send(new GetBucketPolicyCommand({ Bucket: bucketName }));
        return Policy === undefined ? undefined : (JSON.parse(Policy) as BucketPolicy);
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return undefined;
        throw error;
      }
    },

    async writePolicy(policy) {
      try {
        const Policy = JSON.stringify(policy);
        await client.send(new PutBucketPolicyCommand({ Bucket: bucketName, Policy }));
      } catch (error) {
        if (error instanceof Error && REFUSALS.has(error.name)) {
          throw new PolicyRefusedError(error.message);
        }
        throw error;
      }
    },
  };
}
