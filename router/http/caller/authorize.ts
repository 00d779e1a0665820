import type { AccessClass } from '../../../registrar/contract/access-class.ts';
import { ACCESS_CLASSES } from '../../../registrar/contract/access-class.ts';
import { parseRoleArn } from '../../../registrar/contract/aws-shapes.ts';
import type { ApiScope } from '../../../registrar/contract/names.ts';
import { ADMIN_GROUP, ADMIN_SCOPE, tenantGroup } from '../../../registrar/contract/names.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { Principal } from './principal.ts';

/** All that a decision rests on. */
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
      /** Whether the caller has Admin, and so may know of every tenant. */
      readonly isAdmin: boolean;
    };

/** Why a request is denied, as the log says it. */
export type DenialReason =
  /** These three are true of the caller's own credentials, whatever the tenant. */
  | 'scope does not cover the class'
  | 'scope Admin without the group'
  | 'class is for Admin alone'
  | 'unknown tenant'
  | 'suspended'
  | 'not bound to the tenant'
  | 'binding does not have the class';

/**
 * Whether a caller may do something of an access class for a tenant. Pure, no clock.
 *
 * Admin reaches every tenant but those that are exclusive. Everybody else needs both: credentials that cover the class
 * and a binding of the tenant that has it.
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

/** A machine's scope says it all; a person's needs the group too, because any user of the pool can ask for a scope. */
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
 * The classes that a scope covers in a tenant that binds the caller. `billing` is covered by `api/Manage`, but no
 * group binds for it: the tenant's `callers` must say so.
 */
const COVERED_BY: Readonly<Record<ApiScope, readonly AccessClass[]>> = {
  'api/Admin': [],
  'api/Read': ['read'],
  'api/Send': ['send'],
  'api/Manage': ['read', 'send', 'manage', 'billing'],
};

/** The scopes, Admin apart, of which one covers the class; none does for `account`. */
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
      // IAM says who calls and nothing of classes: the binding does.
      return access === 'account' ? 'class is for Admin alone' : undefined;
  }
}

function isExclusive({ exclusive, allowedCallers }: TenantRecord): boolean {
  return exclusive === true || allowedCallers !== undefined;
}

/** Undefined when nothing binds the caller to the tenant. */
function boundClasses(
  principal: Principal,
  tenant: TenantRecord,
  isAdmin: boolean,
): ReadonlySet<AccessClass> | undefined {
  const { callers = {}, allowedCallers = [] } = tenant;
  const lists: (readonly AccessClass[])[] = [];
  // The client through which people sign in says nothing about who signed in: it binds those with Admin alone.
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
