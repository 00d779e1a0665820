import {
  type BucketPolicy,
  bucketPolicy,
  MAX_POLICY_BYTES,
  policyBytes,
  samePolicy,
} from './bucket-policy.ts';
import type { EventBucketGrant } from './contract/bucket-statements.ts';
import { type EventBucket, PolicyRefusedError } from './event-bucket.ts';
import type { Report } from './report.ts';
import { errorFields } from './runtime/log-line.ts';
import type { RegisteredAccounts, TenantTable } from './tenant-table.ts';

export interface ReconcileDependencies {
  readonly table: TenantTable;
  readonly bucket: EventBucket;
  readonly grant: EventBucketGrant;
  readonly report: Report;
}

/**
 * Makes the bucket policy what the table says: computed whole from a consistent read, written whole, and only when
 * it differs. Safe to repeat. A policy that cannot stand (over S3's size, or refused for a statement that is not
 * ours) is reported and left as it was: the tenants stay registered, and others are not held up.
 */
export function createReconcile({ table, bucket, grant, report }: ReconcileDependencies) {
  let lastWritten: BucketPolicy | undefined;

  return async function reconcile(): Promise<void> {
    const { accountIds, unreadable } = await accountsToGrant(table, grant);
    const current = await bucket.readPolicy();
    const policy = bucketPolicy(current, grant, accountIds);
    const bytes = policyBytes(policy);
    report.measure('GrantedAccounts', accountIds.length);
    report.measure('BucketPolicyBytes', bytes);
    if (unreadable > 0) {
      report.count('TenantRecordUnreadable', unreadable);
      report.error('Registered items without a valid account id are not granted', { unreadable });
    }
    if (bytes > MAX_POLICY_BYTES) {
      report.count('BucketPolicyTooLarge');
      report.error('The bucket policy is left as it was: the new one would be too large', {
        ...{ bytes, limit: MAX_POLICY_BYTES, accounts: accountIds.length },
      });
      return;
    }
    // S3 may still answer with the policy before the one just written, so equality alone proves nothing then.
    const stands = current !== undefined && samePolicy(current, policy);
    if (stands && (lastWritten === undefined || samePolicy(lastWritten, policy))) return;
    try {
      await bucket.writePolicy(policy);
    } catch (error) {
      if (!(error instanceof PolicyRefusedError)) throw error;
      report.count('BucketPolicyRefused');
      report.error('The bucket policy is left as it was: S3 refused the new one', errorFields(error));
      return;
    }
    lastWritten = policy;
    report.count('BucketPolicyWritten');
    report.info('Wrote the bucket policy', { bytes, accounts: accountIds.length });
  };
}

/** In mode `organization` the policy is the same whoever is registered. */
async function accountsToGrant(table: TenantTable, grant: EventBucketGrant): Promise<RegisteredAccounts> {
  if (grant.mode === 'organization') return { accountIds: [], unreadable: 0 };
  return table.registeredAccounts();
}
