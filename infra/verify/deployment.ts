import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import type { AwsAccess } from '../access/aws-access.ts';

/** The system to verify, and the credentials for it. */
export interface Deployment {
  /** The operator's access to the account and Region of the management stack. */
  readonly management: AwsAccess;
  /** The operator's access to the tenant's account, in the tenant's Region; undefined without credentials for it. */
  readonly tenant: (record: TenantRecord) => AwsAccess | undefined;
  /** How to give credentials for the tenant's account. */
  readonly tenantHint: string;
  /** A role that may call the function URL and that the operator may assume. */
  readonly urlCallerRoleArn?: string;
  /** Addresses that replace those in the stack's outputs. */
  readonly addresses?: { readonly api: string; readonly token: string };
  /** How long to wait for an event, in addition to Firehose's buffer time. */
  readonly eventSlackSeconds: number;
  readonly pollMilliseconds: number;
}
