import { AwsError } from '../core/aws-error.ts';
import type { Caller, RoleCaller, UserCaller } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import type { PolicyDocument } from '../core/policy.ts';
import { AccessKeys, randomName } from '../core/signing/access-keys.ts';
import type { Decision } from './policy/decision.ts';
import { decideAccess } from './policy/decision.ts';
import type { Context } from './policy/pattern.ts';
import { nameRolesById } from './policy/policy-document.ts';
import { globalContext, requestPrincipal } from './request-context.ts';
import type { Role, RoleChanges, RoleOptions } from './role.ts';
import type { Permission } from './usage.ts';
import { PermissionUsage } from './usage.ts';

export interface AccessRequest {
  readonly caller: Caller;
  /** Such as `s3:PutObject`. */
  readonly action: string;
  /** The resource's ARN, or `*` for an action that names none. */
  readonly resource: string;
  /** Owner of the resource. */
  readonly resourceAccountId: string;
  readonly resourcePolicy?: PolicyDocument;
  /** Condition keys of the service; the global keys that follow from the caller are added. */
  readonly context?: Context;
}

/** The values that a service passes when it assumes a role for a resource. */
export interface ServiceRoleContext {
  readonly 'aws:SourceAccount'?: string;
  readonly 'aws:SourceArn'?: string;
  readonly 'sts:ExternalId'?: string;
}

/** Sessions that services open themselves. */
const SERVICE_SESSION_MILLISECONDS = 3_600_000;

/** Accounts, users, roles, and the only place where access is decided: deny by default. */
export class Iam {
  readonly keys = new AccessKeys();
  readonly #clock: Clock;
  readonly #organizations = new Map<string, string | undefined>();
  readonly #roles = new Map<string, Role>();
  readonly #userPolicies = new Map<string, PolicyDocument>();
  readonly #usage = new PermissionUsage();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The value of `aws:PrincipalOrgID` of this account's principals is `organizationId`; none when absent. */
  addAccount(accountId: string, organizationId?: string): void {
    this.#organizations.set(accountId, organizationId);
  }

  hasAccount(accountId: string): boolean {
    return this.#organizations.has(accountId);
  }

  organizationOf(accountId: string): string | undefined {
    return this.#organizations.get(accountId);
  }

  /** Creates a user with one policy and no keys yet; `keys.add` adds one. */
  createUser(accountId: string, userName: string, policy: PolicyDocument): UserCaller {
    const arn = `arn:aws:iam::${accountId}:user/${userName}`;
    this.#userPolicies.set(arn, policy);
    return { kind: 'user', accountId, arn, userId: `AIDA${randomName(17)}` };
  }

  /** @throws AwsError EntityAlreadyExists, MalformedPolicyDocument */
  createRole(accountId: string, options: RoleOptions): Role {
    const { roleName, path = '/', maxSessionDurationSeconds = 3600, description = '' } = options;
    const arn = `arn:aws:iam::${accountId}:role${path}${roleName}`;
    if (this.#findRole(accountId, roleName) !== undefined)
      throw new AwsError('EntityAlreadyExists', `Role with name ${roleName} already exists.`, {
        status: 409,
      });
    const role = {
      arn,
      roleId: `AROA${randomName(17)}`,
      roleName,
      accountId,
      path,
      description,
      assumeRolePolicy: this.nameRolesById(options.assumeRolePolicy),
      policies: new Map(Object.entries(options.policies ?? {})),
      maxSessionDurationSeconds,
    };
    this.#roles.set(arn, role);
    return role;
  }

  /** @throws AwsError NoSuchEntity */
  role(arn: string): Role {
    const role = this.#roles.get(arn);
    if (role === undefined)
      throw new AwsError('NoSuchEntity', `The role ${arn} cannot be found.`, { status: 404 });
    return role;
  }

  /** @throws AwsError NoSuchEntity */
  findRole(accountId: string, roleName: string): Role {
    const role = this.#findRole(accountId, roleName);
    if (role === undefined)
      throw new AwsError('NoSuchEntity', `The role with name ${roleName} cannot be found.`, { status: 404 });
    return role;
  }

  hasRole(arn: string): boolean {
    return this.#roles.has(arn);
  }

  /** Takes effect at once, also for open sessions. */
  updateRole(arn: string, { assumeRolePolicy, ...changes }: RoleChanges): void {
    this.#roles.set(arn, {
      ...this.role(arn),
      ...changes,
      ...(assumeRolePolicy && { assumeRolePolicy: this.nameRolesById(assumeRolePolicy) }),
    });
  }

  putRolePolicy(roleArn: string, name: string, document: PolicyDocument): void {
    const role = this.role(roleArn);
    this.#roles.set(roleArn, { ...role, policies: new Map([...role.policies, [name, document]]) });
  }

  deleteRolePolicy(roleArn: string, name: string): void {
    const role = this.role(roleArn);
    const policies = new Map([...role.policies].filter(([other]) => other !== name));
    this.#roles.set(roleArn, { ...role, policies });
  }

  /** Ends the role's sessions, too. */
  deleteRole(arn: string): void {
    this.role(arn);
    this.#roles.delete(arn);
  }

  /**
   * A resource-based policy in AWS's stored form: principals that are roles are replaced by their unique ids, so that a
   * later role of the same name is not admitted.
   *
   * @throws AwsError MalformedPolicyDocument when a role it names does not exist
   */
  nameRolesById(policy: PolicyDocument): PolicyDocument {
    return nameRolesById(policy, (arn) => this.#roles.get(arn)?.roleId);
  }

  /** A stored policy as AWS shows it: a role by its ARN again, a deleted role by its unique id. */
  nameRolesByArn(policy: PolicyDocument): PolicyDocument {
    const arns = new Map([...this.#roles.values()].map(({ roleId, arn }) => [roleId, arn]));
    const text = JSON.stringify(policy).replace(/\bAROA\w{17}\b/g, (id) => arns.get(id) ?? id);
    return JSON.parse(text) as PolicyDocument;
  }

  /**
   * @throws AwsError AccessDeniedException (400; services whose protocol has another name or status for it translate)
   */
  authorize(request: AccessRequest): void {
    const decision = this.evaluate(request);
    const { caller, action, resource } = request;
    if (!decision.allowed) {
      const who = caller.kind === 'service' ? `Service: ${caller.service}` : `User: ${caller.arn}`;
      throw new AwsError(
        'AccessDeniedException',
        `${who} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`,
      );
    }
    this.recordUse(caller, decision);
  }

  /** Counts the permissions behind a decision as used; for services with refusals of their own. */
  recordUse(caller: Caller, decision: Decision): void {
    if (caller.kind !== 'role') return;
    const own = this.role(caller.roleArn).policies;
    const matches = decision.allows.filter(({ policy }) => own.has(policy));
    this.#usage.record(caller.roleArn, matches);
  }

  /** The decision and the statements behind it; not counted in the usage report. */
  evaluate(request: AccessRequest): Decision {
    const { caller, resourceAccountId } = request;
    return decideAccess({
      ...request,
      principal: requestPrincipal(caller),
      identityPolicies: this.#identityPolicies(caller),
      ...(caller.kind === 'role' && caller.sessionPolicy && { sessionPolicy: caller.sessionPolicy }),
      context: {
        ...globalContext(caller, resourceAccountId, (accountId) => this.organizationOf(accountId)),
        ...request.context,
      },
    });
  }

  /**
   * A session that an AWS service opens to act for a resource, if the role's trust policy allows it.
   *
   * @throws AwsError AccessDeniedException, NoSuchEntity
   */
  assumeRoleAsService(service: string, roleArn: string, context: ServiceRoleContext = {}): RoleCaller {
    const role = this.role(roleArn);
    const { 'aws:SourceAccount': sourceAccount, 'aws:SourceArn': sourceArn } = context;
    this.authorize({
      caller: {
        kind: 'service',
        service,
        ...(sourceAccount && { sourceAccount }),
        ...(sourceArn && { sourceArn }),
      },
      action: 'sts:AssumeRole',
      resource: roleArn,
      resourceAccountId: role.accountId,
      resourcePolicy: role.assumeRolePolicy,
      context: { ...context },
    });
    const sessionName = service.replace('.amazonaws.com', '');
    return this.openSession(role, sessionName, this.#clock.now() + SERVICE_SESSION_MILLISECONDS);
  }

  /** A session of `role`; the caller has been authorized before. */
  openSession(
    role: Role,
    sessionName: string,
    expiresAt: number,
    sessionPolicy?: PolicyDocument,
  ): RoleCaller {
    const { accountId, arn: roleArn, roleId, roleName } = role;
    const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
    const session = {
      kind: 'role' as const,
      accountId,
      roleArn,
      roleId,
      roleName,
      sessionName,
      arn,
      expiresAt,
    };
    return sessionPolicy === undefined ? session : { ...session, sessionPolicy };
  }

  /** Permissions of roles that let a request through, and the unused ones. */
  get usage(): { readonly used: readonly Permission[]; readonly unused: readonly Permission[] } {
    return { used: this.#usage.used, unused: this.#usage.unused(this.#roles.values()) };
  }

  /** Names are unique in an account, whatever the path, and compared without regard to case. */
  #findRole(accountId: string, roleName: string): Role | undefined {
    return [...this.#roles.values()].find(
      (role) => role.accountId === accountId && role.roleName.toLowerCase() === roleName.toLowerCase(),
    );
  }

  #identityPolicies(caller: Caller) {
    if (caller.kind === 'service') return [];
    if (caller.kind === 'user') {
      const document = this.#userPolicies.get(caller.arn);
      return document === undefined ? [] : [{ name: 'user policy', document }];
    }
    const role = this.#roles.get(caller.roleArn);
    if (role === undefined || role.roleId !== caller.roleId) return [];
    return Array.from(role.policies, ([name, document]) => ({ name, document }));
  }
}
