import { AwsError } from '../core/aws-error.ts';
import type { RoleCaller, UserCaller } from '../core/caller.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { SessionCredentials } from '../core/signing/access-keys.ts';
import type { Kernel } from '../iam/kernel.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';

export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  /** JSON text. */
  readonly policy?: string;
  readonly durationSeconds?: number;
}

export interface AssumedRole {
  readonly session: RoleCaller;
  readonly credentials: SessionCredentials;
}

const DEFAULT_DURATION_SECONDS = 3600;
const MIN_DURATION_SECONDS = 900;
const MAX_DURATION_SECONDS = 43_200;
/** With a role's own credentials: "role chaining". */
const MAX_CHAINED_DURATION_SECONDS = 3600;
const MAX_SESSION_POLICY_CHARACTERS = 2048;

/** AWS Security Token Service, for assuming roles: "AssumeRole" of its API reference. */
export class Sts {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @throws AwsError ValidationError, MalformedPolicyDocument, AccessDeniedException */
  assumeRole(caller: UserCaller | RoleCaller, input: AssumeRoleInput): AssumedRole {
    const { iam, clock } = this.#kernel;
    const { roleArn, roleSessionName, externalId, durationSeconds = DEFAULT_DURATION_SECONDS } = input;
    assertConstraints(input);
    const sessionPolicy = parseSessionPolicy(input.policy);

    // A role that does not exist gets the same refusal as one that does not trust the caller.
    if (!iam.hasRole(roleArn)) throw accessDenied(caller, roleArn);
    const role = iam.role(roleArn);
    const decision = iam.evaluate({
      caller,
      action: 'sts:AssumeRole',
      resource: roleArn,
      resourceAccountId: role.accountId,
      resourcePolicy: role.assumeRolePolicy,
      context: {
        'sts:RoleSessionName': roleSessionName,
        ...(externalId !== undefined && { 'sts:ExternalId': externalId }),
      },
    });
    // Within an account, too, the trust policy must admit the caller; the caller's own policies are not enough.
    const isTrusted = decision.allows.some(({ policy }) => policy === 'resource policy');
    if (!decision.allowed || !isTrusted) throw accessDenied(caller, roleArn);
    iam.recordUse(caller, decision);

    if (caller.kind === 'role' && durationSeconds > MAX_CHAINED_DURATION_SECONDS)
      throw validationError(
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
      );
    if (durationSeconds > role.maxSessionDurationSeconds)
      throw validationError(
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    const expiresAt = clock.now() + durationSeconds * 1000;
    const session = iam.openSession(role, roleSessionName, expiresAt, sessionPolicy);
    return { session, credentials: iam.keys.issue(session) };
  }
}

function assertConstraints({
  roleArn,
  roleSessionName,
  externalId,
  policy,
  durationSeconds,
}: AssumeRoleInput) {
  if (!/^arn:.+:iam::\d{12}:role\/.+$/.test(roleArn)) throw validationError(`${roleArn} is invalid`);
  assertConstraint('roleSessionName', roleSessionName, /^[\w+=,.@-]{2,64}$/);
  if (externalId !== undefined) assertConstraint('externalId', externalId, /^[\w+=,.@:/-]{2,1224}$/);
  if (policy !== undefined && (policy.length === 0 || policy.length > MAX_SESSION_POLICY_CHARACTERS))
    throw constraintError(
      'policy',
      policy,
      `Member must have length between 1 and ${MAX_SESSION_POLICY_CHARACTERS}`,
    );
  const seconds = durationSeconds ?? DEFAULT_DURATION_SECONDS;
  if (!Number.isInteger(seconds) || seconds < MIN_DURATION_SECONDS || seconds > MAX_DURATION_SECONDS)
    throw constraintError(
      'durationSeconds',
      String(durationSeconds),
      `Member must have value between ${MIN_DURATION_SECONDS} and ${MAX_DURATION_SECONDS}`,
    );
}

function assertConstraint(name: string, value: string, shape: RegExp): void {
  if (!shape.test(value))
    throw constraintError(name, value, `Member must satisfy regular expression pattern: ${shape.source}`);
}

function constraintError(name: string, value: string, constraint: string): AwsError {
  return validationError(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${constraint}`,
  );
}

function parseSessionPolicy(text: string | undefined): PolicyDocument | undefined {
  return text === undefined ? undefined : parsePolicyDocument(text, 'identity');
}

function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

function accessDenied(caller: UserCaller | RoleCaller, roleArn: string): AwsError {
  return new AwsError(
    'AccessDeniedException',
    `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
  );
}
