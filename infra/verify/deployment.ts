import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import type { AwsAccess } from '../access/aws-access.ts';

/** The system that is verified, and with whose permissions. */
export interface Deployment {
  /** The operator, in the account and Region of the management stack. */
  readonly management: AwsAccess;
  /** The operator in the tenant's account, in the tenant's Region; undefined when no credentials were given. */
  readonly tenant: (record: TenantRecord) => AwsAccess | undefined;
  /** How to give credentials for the tenant's account. */
  readonly tenantHint: string;
  /** A role that may call the function URL and that the operator may assume. */
  readonly urlCallerRoleArn?: string;
  /** Addresses in place of those that the stack's outputs name. */
  readonly addresses?: { readonly api: string; readonly token: string };
  /** How long to wait for an event, besides Firehose's buffer time. */
  readonly eventSlackSeconds: number;
  readonly pollMilliseconds: number;
}
