/**
 * CloudWatch metrics of the registrar, written in the embedded metric format under one dimension, `service`.
 * Alarms and the dashboard read them by these names.
 */
export const REGISTRAR_NAMESPACE = 'PinpointTenantRouter';
export const REGISTRAR_SERVICE = 'registrar';

export type RegistrarMetric =
  /** Registrations that changed the table. */
  | 'RegistrationApplied'
  /** Events that had been applied before. */
  | 'RegistrationDuplicate'
  /** Events older than what the table holds. */
  | 'RegistrationLate'
  /** Events sent to the dead-letter queue for good. */
  | 'RegistrationRefused'
  /** Items of the table that the registrar could not read, and therefore did not grant. */
  | 'TenantRecordUnreadable'
  /** Accounts that the bucket policy is to grant. */
  | 'GrantedAccounts'
  /** Size of the policy that the table asks for, whether or not it was written. */
  | 'BucketPolicyBytes'
  | 'BucketPolicyWritten'
  /** The policy would have been over S3's limit and was left as it stood. */
  | 'BucketPolicyTooLarge'
  /** S3 refused the policy as malformed: a statement that is not ours names a principal that is gone. */
  | 'BucketPolicyRefused';
