import type { AccessClass } from '../../../registrar/contract/access-class.ts';
import { ACCESS_CLASSES } from '../../../registrar/contract/access-class.ts';
import { parseRoleArn } from '../../../registrar/contract/aws-shapes.ts';
import type { ApiScope } from '../../../registrar/contract/names.ts';
import { ADMIN_GROUP, ADMIN_SCOPE, tenantGroup } from '../../../registrar/contract/names.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { Principal } from './principal.ts';

/** Everything that a decision depends on. */
export interface AccessRequest {
  readonly principal: Principal;
  readonly access: AccessClass;
  /** Undefined when no tenant of the name is registered. */
  readonly tenant: TenantRecord | undefined;
  /** ARNs of the IAM roles and users that reach every tenant. */
  readonly adminCallerArns: readonly string[];
}

export type Decision =
  | { readonly allowed: true; readonly tenant: TenantRecord }
  | {
      readonly allowed: false;
      readonly reason: DenialReason;
      /** Whether the caller has Admin, and may therefore know which tenants exist. */
      readonly isAdmin: boolean;
    };

/** Why a request is denied, for the log. */
export type DenialReason =
  /** These three depend on the caller's credentials only, not on the tenant. */
  | 'scope does not cover the class'
  | 'scope Admin without the group'
  | 'class is for Admin alone'
  | 'unknown tenant'
  | 'suspended'
  | 'not bound to the tenant'
  | 'binding does not have the class';

/**
 * Whether a caller may run actions of an access class for a tenant. Pure, without a clock.
 *
 * Admin reaches every tenant that is not exclusive. Every other caller needs both credentials that cover the class and
 * a binding of the tenant with it.
 */
export function authorize({ principal, access, tenant, adminCallerArns }: AccessRequest): Decision {
  const isAdmin = hasAdmin(principal, adminCallerArns);
  const deny = (reason: DenialReason): Decision => ({ allowed: false, reason, isAdmin });
  const uncovered = isAdmin ? undefined : whyUncovered(principal, access);
  if (uncovered !== undefined) return deny(uncovered);
  if (tenant === undefined) return deny('unknown tenant');
  if (tenant.status === 'suspended') return deny('suspended');
  if (isAdmin && !isExclusive(tenant)) return { allowed: true, tenant };
  const bound = boundClasses(principal, tenant, isAdmin);
  if (bound === undefined) return deny('not bound to the tenant');
  return bound.has(access) ? { allowed: true, tenant } : deny('binding does not have the class');
}

/** A machine's scope is enough; a person also needs the group, because any user of the pool can request a scope. */
function hasAdmin(principal: Principal, adminCallerArns: readonly string[]): boolean {
  switch (principal.kind) {
    case 'client':
      return principal.scopes.includes(ADMIN_SCOPE);
    case 'user':
      return principal.scopes.includes(ADMIN_SCOPE) && principal.groups.includes(ADMIN_GROUP);
    case 'role':
    case 'iam':
      return adminCallerArns.some((arn) => isCaller(principal, arn));
  }
}

/**
 * The classes that a scope covers in a tenant that binds the caller. `api/Manage` covers `billing`, but no group binds
 * for it: the tenant's `callers` must include it.
 */
const COVERED_BY: Readonly<Record<ApiScope, readonly AccessClass[]>> = {
  'api/Admin': [],
  'api/Read': ['read'],
  'api/Send': ['send'],
  'api/Manage': ['read', 'send', 'manage', 'billing'],
};

/** The scopes other than Admin of which one covers the class; none covers `account`. */
export function scopesFor(access: AccessClass): readonly ApiScope[] {
  return (Object.keys(COVERED_BY) as ApiScope[]).filter((scope) => COVERED_BY[scope].includes(access));
}

function whyUncovered(principal: Principal, access: AccessClass): DenialReason | undefined {
  switch (principal.kind) {
    case 'client':
    case 'user':
      if (principal.scopes.some((scope) => COVERED_BY[scope].includes(access))) return undefined;
      if (principal.scopes.includes(ADMIN_SCOPE)) return 'scope Admin without the group';
      return access === 'account' ? 'class is for Admin alone' : 'scope does not cover the class';
    case 'role':
    case 'iam':
      // IAM identifies the caller but knows no classes; the binding has them.
      return access === 'account' ? 'class is for Admin alone' : undefined;
  }
}

function isExclusive({ exclusive, allowedCallers }: TenantRecord): boolean {
  return exclusive === true || allowedCallers !== undefined;
}

/** Undefined when the caller is not bound to the tenant. */
function boundClasses(
  principal: Principal,
  tenant: TenantRecord,
  isAdmin: boolean,
): ReadonlySet<AccessClass> | undefined {
  const { callers = {}, allowedCallers = [] } = tenant;
  const lists: (readonly AccessClass[])[] = [];
  // The client through which people sign in does not identify them, so binding it counts only for people with Admin.
  if (principal.kind !== 'user' || isAdmin) {
    for (const [caller, classes] of Object.entries(callers))
      if (isCaller(principal, caller)) lists.push(classes);
    if (allowedCallers.some((caller) => isCaller(principal, caller))) lists.push(ACCESS_CLASSES);
  }
  if (principal.kind === 'user' && principal.groups.includes(tenantGroup(tenant.pk)))
    lists.push(GROUP_CLASSES);
  return lists.length === 0 ? undefined : new Set(lists.flat());
}

const GROUP_CLASSES: readonly AccessClass[] = ['read', 'send', 'manage'];

/** `caller` is an OAuth client id or the ARN of an IAM role or user. */
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
