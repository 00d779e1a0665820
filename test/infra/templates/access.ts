import type { Caller, RoleCaller } from '@pinpoint-tenant-router/local-aws/accounts';
import {
  type Decision,
  decideAccess,
  globalContext,
  type PolicyDocument,
  requestPrincipal,
} from '@pinpoint-tenant-router/local-aws/decisions';
import { MANAGEMENT, ORGANIZATION, type ResolvedRole } from './resolved-stack.ts';

export const STRANGER_ACCOUNT = '999999999999';

/** The accounts of the organization; the stranger's account is in another one. */
function organizationOf(accountId: string): string {
  return accountId === STRANGER_ACCOUNT ? 'o-9999999999' : ORGANIZATION;
}

/** A session of a role, with that role's policies when the template's role is given. */
export interface Actor {
  readonly caller: Caller;
  readonly policies: ResolvedRole['policies'];
}

export function sessionOf(role: ResolvedRole): Actor {
  return { caller: roleCaller(role.accountId, role.roleName, role.arn), policies: role.policies };
}

/** A role of any account whose own policies allow everything, so that only the other side can refuse. */
export function administrator(accountId: string, roleName = 'Administrator'): Actor {
  const everything: PolicyDocument = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  };
  const arn = `arn:aws:iam::${accountId}:role/${roleName}`;
  return {
    caller: roleCaller(accountId, roleName, arn),
    policies: [{ name: 'everything', document: everything }],
  };
}

export function service(name: string, sourceAccount?: string, sourceArn?: string): Actor {
  return {
    caller: {
      kind: 'service',
      service: `${name}.amazonaws.com`,
      ...(sourceAccount !== undefined && { sourceAccount }),
      ...(sourceArn !== undefined && { sourceArn }),
    },
    policies: [],
  };
}

export interface Attempt {
  readonly action: string;
  readonly resource: string;
  /** @default the caller's own account, or the management account for a service */
  readonly owner?: string;
  readonly resourcePolicy?: PolicyDocument;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Whether AWS would allow the request. */
export function may(actor: Actor, attempt: Attempt): boolean {
  return decide(actor, attempt).allowed;
}

/**
 * Whether a role's trust policy and the caller's own policies allow the caller to assume it; STS always checks the
 * first.
 */
export function mayAssume(
  actor: Actor,
  role: Omit<ResolvedRole, 'policies'>,
  context: Readonly<Record<string, string>> = {},
): boolean {
  const { allowed, allows } = decide(actor, {
    action: 'sts:AssumeRole',
    resource: role.arn,
    owner: role.accountId,
    resourcePolicy: role.trust,
    context,
  });
  return allowed && allows.some(({ policy }) => policy === 'resource policy');
}

function decide({ caller, policies }: Actor, attempt: Attempt): Decision {
  const ownAccount = caller.kind === 'service' ? MANAGEMENT.accountId : caller.accountId;
  const resourceAccountId = attempt.owner ?? ownAccount;
  return decideAccess({
    action: attempt.action,
    resource: attempt.resource,
    principal: requestPrincipal(caller),
    resourceAccountId,
    identityPolicies: policies,
    context: { ...globalContext(caller, resourceAccountId, organizationOf), ...attempt.context },
    ...(attempt.resourcePolicy !== undefined && { resourcePolicy: attempt.resourcePolicy }),
  });
}

function roleCaller(accountId: string, roleName: string, roleArn: string): RoleCaller {
  return {
    kind: 'role',
    accountId,
    roleName,
    roleArn,
    roleId: `AROA${roleName.toUpperCase()}`,
    sessionName: 'test',
    arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/test`,
    expiresAt: Number.POSITIVE_INFINITY,
  };
}
