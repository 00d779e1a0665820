import { ACCESS_ROLE_NAME, roleArn } from '../../../registrar/contract/names.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import { type AwsAccess, assume } from '../../access/aws-access.ts';
import { isDenied } from '../../access/explain-error.ts';
import type { VerifyContext } from '../check.ts';

/** Sessions in a tenant's account, as the router gets them. */

export const ROUTER_HINT =
  "these credentials may not assume the router's role: deploy the management stack with -c developerPrincipalArns=<your role or user>";

/** A session of the router's own role; undefined when the operator may not assume it. */
export async function routerSession({ deployment, findings }: VerifyContext): Promise<AwsAccess | undefined> {
  const { RouterRoleArn: RoleArn } = findings.get('outputs');
  try {
    return await assume(deployment.management, { RoleArn });
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/** @throws every error that is not a refusal */
export async function assumes(access: AwsAccess, RoleArn: string, ExternalId?: string): Promise<boolean> {
  try {
    await assume(access, { RoleArn, ...(ExternalId !== undefined && { ExternalId }) });
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

export function accessRoleOf(
  { accountId }: Pick<TenantRecord, 'accountId'>,
  { RouterRoleArn }: { readonly RouterRoleArn: string },
): string {
  const [, partition = 'aws'] = RouterRoleArn.split(':');
  return roleArn(partition, accountId, ACCESS_ROLE_NAME);
}
