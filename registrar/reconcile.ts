import { type BucketPolicy, bucketPolicy, policyBytes, samePolicy } from './bucket/bucket-policy.ts';
import { type EventBucket, PolicyRefusedError } from './bucket/event-bucket.ts';
import { type EventBucketGrant, MAX_BUCKET_POLICY_BYTES } from './contract/bucket-statements.ts';
import { admit } from './decision/decide.ts';
import type { Report } from './report.ts';
import { errorFields } from './runtime/log-line.ts';
import type { DamagedItem, TenantTable } from './tenant-table.ts';

export interface ReconcileDependencies {
  readonly table: TenantTable;
  readonly bucket: EventBucket;
  readonly grant: EventBucketGrant;
  readonly report: Report;
}

/**
 * Registers the tenants that an operator has approved, then makes the bucket policy follow the table: computed as a
 * whole from a consistent read, and written as a whole when it differs. Safe to repeat. A policy that cannot be written
 * (over S3's size limit, or refused because of a statement that is not the registrar's) is reported and left as it is:
 * the tenants stay registered, and others are not held up.
 */
export function createReconcile({ table, bucket, grant, report }: ReconcileDependencies) {
  let lastWritten: BucketPolicy | undefined;

  return async function reconcile(): Promise<void> {
    const accountIds = await readTable();
    const current = await bucket.readPolicy();
    const policy = bucketPolicy(current, grant, accountIds);
    const bytes = policyBytes(policy);
    report.measure('GrantedAccounts', accountIds.length);
    report.measure('BucketPolicyBytes', bytes);
    // Zeros are reported too: without them the alarm would have no data in normal operation.
    report.count('BucketPolicyTooLarge', 0);
    report.count('BucketPolicyRefused', 0);
    if (bytes > MAX_BUCKET_POLICY_BYTES) {
      report.count('BucketPolicyTooLarge');
      report.error('The bucket policy was not changed: the new one would be too large', {
        bytes,
        limit: MAX_BUCKET_POLICY_BYTES,
        accounts: accountIds.length,
      });
      return;
    }
    // S3 may still return the policy before the last write, so an equal policy proves nothing after a write.
    const stands = current !== undefined && samePolicy(current, policy);
    if (stands && (lastWritten === undefined || samePolicy(lastWritten, policy))) return;
    try {
      await bucket.writePolicy(policy);
    } catch (error) {
      if (!(error instanceof PolicyRefusedError)) throw error;
      report.count('BucketPolicyRefused');
      report.error('The bucket policy was not changed: S3 refused the new one', errorFields(error));
      return;
    }
    lastWritten = policy;
    report.count('BucketPolicyWritten');
    report.info('Wrote the bucket policy', { bytes, accounts: accountIds.length });
  };
  /** @returns the accounts with at least one registered name, sorted, without duplicates */
  async function readTable(): Promise<readonly string[]> {
    const { names, damaged } = await table.readAll();
    const states = await Promise.all(
      names.map(async (name) => {
        const admitted = admit(name);
        if (admitted === undefined) return name;
        await table.write(admitted);
        report.info('Registered an approved tenant', { tenantId: name.tenantId, accountId: name.accountId });
        return admitted;
      }),
    );
    report.measure('PendingTenants', states.filter(({ registration }) => registration === 'Pending').length);
    tellDamage(damaged);
    const registered = states.filter(({ registration }) => registration === 'Registered');
    return [...new Set(registered.map(({ accountId }) => accountId))].sort();
  }

  function tellDamage(damaged: readonly DamagedItem[]): void {
    report.measure('DamagedTenants', damaged.length);
    for (const { tenantId, attributes } of damaged)
      report.error('The item of a tenant has damaged attributes', {
        tenantId,
        attributes: attributes.join(', '),
      });
  }
}
