import { parseRoleArn } from '../../registrar/contract/aws-shapes.ts';
import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import type { Principal } from './principal.ts';

export type Authorization =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: 'suspended' | 'caller not allowed' };

/** Whether a principal may act for a tenant. Pure; what the principal may do at all was settled at the front door. */
export function authorize(principal: Principal, tenant: TenantRecord): Authorization {
  if (tenant.status === 'suspended') return { allowed: false, reason: 'suspended' };
  const { allowedCallers } = tenant;
  if (allowedCallers === undefined || allowedCallers.some((caller) => isCaller(principal, caller))) {
    return { allowed: true };
  }
  return { allowed: false, reason: 'caller not allowed' };
}

/** `caller` is a Cognito client id or the ARN of an IAM role or user. */
function isCaller(principal: Principal, caller: string): boolean {
  switch (principal.kind) {
    case 'client':
    case 'user':
      return principal.clientId === caller;
    case 'role': {
      const role = parseRoleArn(caller);
      return role?.accountId === principal.accountId && role.roleName === principal.roleName;
    }
    case 'iam':
      return principal.arn === caller;
  }
}
