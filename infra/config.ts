import type { OptionalClass } from '../registrar/contract/access-class.ts';
import type { BucketPolicyMode } from '../registrar/contract/bucket-statements.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import type { RegistrationMode } from '../registrar/contract/tenant-record.ts';
import { ManagementContext, type ManagementContextValues } from './context/management.ts';
import { domainContradictions, offerContradictions } from './context/management-rules.ts';
import { type Context, ContextError, readContext } from './context/read-context.ts';
import { managementContradictions, regionProblems, TenantContext } from './context/tenant.ts';

/** The stack parameter for the value of the context `apiTempPassword`. */
export const TEMPORARY_PASSWORD_PARAMETER = 'ApiTempPassword';

export interface ManagementConfig {
  /** The account of the stack. Absent: the account of the credentials. */
  readonly account?: string;
  readonly organizationId: string;
  readonly apiStageName: string;
  /** Whether the user `admin` is created; its temporary password is a stack parameter. */
  readonly adminUser: boolean;
  readonly customDomain?: CustomDomainConfig;
  /** URLs to which the hosted sign-in may redirect. */
  readonly callbackUrls: readonly string[];
  /** Principals that may assume the router's role for `npm run dev`. */
  readonly developerPrincipalArns: readonly string[];
  /** Principals that may call the function URL, for every tenant. */
  readonly functionUrlCallerArns: readonly string[];
  /** Principals that may call the function URL, for tenants that bind them. */
  readonly functionUrlBoundCallerArns: readonly string[];
  /** Optional classes of actions that the API offers. */
  readonly allowClasses: readonly OptionalClass[];
  /** Whether the router adds the stack's configuration set to sends without one. */
  readonly defaultConfigurationSet: boolean;
  readonly webAclArn?: string;
  readonly alarmEmail?: string;
  readonly bucketPolicyMode: BucketPolicyMode;
  readonly registration: RegistrationMode;
  readonly maxTenantIdsPerAccount: number;
  /** For how many hours an Idempotency-Key is remembered. Absent: the router's default. */
  readonly idempotencyHours?: number;
  /** For how many days the status of messages is kept; 0: not at all. */
  readonly messageRetentionDays: number;
  /** Whether callbacks may have loopback URLs. For the local system only. */
  readonly loopbackCallbacks: boolean;
  /** For how many days the event bucket keeps message events. Absent: without limit. */
  readonly eventRetentionDays?: number;
  /** Limits the allowlist to these actions. Absent: no limit. */
  readonly allowedActions?: readonly string[];
}

export interface CustomDomainConfig {
  readonly hostName: string;
  readonly parentHostedZoneId: string;
  /** How the parent zone delegates the host's own zone: by a record in this account, or through a role of its owner. */
  readonly delegation:
    | { readonly kind: 'same-account'; readonly parentHostedZoneName: string }
    | { readonly kind: 'cross-account'; readonly roleArn: string };
  /**
   * Certificate of `auth.<hostName>` in us-east-1. Absent: the stack is in us-east-1 and creates one for both names.
   */
  readonly authCertificateArn?: string;
}

export interface TenantConfig {
  /** The account of the stack. Absent: the account of the credentials. */
  readonly account?: string;
  readonly tenantId: string;
  /** The account's previous tenantId, when it changes. */
  readonly renamedFrom?: string | undefined;
  readonly managementAccountId: string;
  readonly eventStreamingBucketName: string;
  readonly targetEventBusArn: string;
  readonly accessRolePermissions: 'service' | 'allowlist';
  /** Optional classes of actions that the API offers; the access role with `allowlist` must allow them. */
  readonly allowClasses: readonly OptionalClass[];
  /** Roles of this account that callers may give to event destinations and two-way channels. */
  readonly passableRoleArns: readonly string[];
  /** Buckets of this account whose objects callers may send or attach. */
  readonly mediaBucketArns: readonly string[];
  readonly settleSeconds: number;
  readonly eventBufferSeconds: number;
  /** Whether the status of messages is also forwarded over EventBridge. */
  readonly forwardMessageEvents: boolean;
}

/** The checked context of one of the two stacks. */
export type StackConfig =
  | { readonly stackName: typeof MANAGEMENT_STACK_NAME; readonly config: ManagementConfig }
  | { readonly stackName: typeof TENANT_STACK_NAME; readonly config: TenantConfig };

/**
 * @param context the context values, without `stack`
 * @throws ContextError that lists everything that is wrong with the context, or names an unknown stack
 */
export function parseStackConfig(
  stackName: string | undefined,
  context: Context,
  region?: string,
): StackConfig {
  switch (stackName) {
    case MANAGEMENT_STACK_NAME:
      return { stackName, config: parseManagementConfig(context, region) };
    case TENANT_STACK_NAME:
      return { stackName, config: parseTenantConfig(context, region) };
    default:
      throw new ContextError('this app', [
        `stack ${stackName === undefined ? 'is missing' : `is "${stackName}"`}, but must be ` +
          `${MANAGEMENT_STACK_NAME} or ${TENANT_STACK_NAME}. Set it with -c stack=${MANAGEMENT_STACK_NAME}`,
      ]);
  }
}

/**
 * @param region the Region of the deployment if it is known, to require `authCertificateArn` early
 * @throws ContextError that lists every missing, malformed or contradictory value
 */
export function parseManagementConfig(context: Context, region?: string): ManagementConfig {
  const { values, problems } = readContext(ManagementContext, context, TenantContext);
  const contradictions = [
    ...domainContradictions(context, region),
    ...offerContradictions(context),
    ...accountContradictions(context, 'managementAccountId'),
  ];
  if (values === undefined || contradictions.length > 0) {
    throw new ContextError(MANAGEMENT_STACK_NAME, [...problems, ...contradictions]);
  }
  const { organizationId, apiStageName, callbackUrls, webAclArn, alarmEmail, allowedActions } = values;
  const customDomain = customDomainOf(values);
  return {
    ...accountOf(values.account ?? values.managementAccountId),
    organizationId,
    apiStageName,
    adminUser: values.apiTempPassword !== undefined,
    callbackUrls,
    developerPrincipalArns: values.developerPrincipalArns ?? [],
    functionUrlCallerArns: values.functionUrlCallerArns ?? [],
    functionUrlBoundCallerArns: values.functionUrlBoundCallerArns ?? [],
    allowClasses: values.allowClasses ?? [],
    defaultConfigurationSet: values.defaultConfigurationSet === 'on',
    bucketPolicyMode: values.bucketPolicyMode,
    registration: values.registration,
    maxTenantIdsPerAccount: values.maxTenantIdsPerAccount,
    messageRetentionDays: values.messageRetentionDays,
    loopbackCallbacks: values.loopbackCallbacks === 'on',
    ...(values.eventRetentionDays !== undefined && { eventRetentionDays: values.eventRetentionDays }),
    ...(customDomain !== undefined && { customDomain }),
    ...(webAclArn !== undefined && { webAclArn }),
    ...(alarmEmail !== undefined && { alarmEmail }),
    ...(allowedActions !== undefined && { allowedActions }),
    ...(values.idempotencyHours !== undefined && { idempotencyHours: values.idempotencyHours }),
  };
}

/**
 * @param region the Region of the deployment if it is known, to refuse one without the resource types
 * @throws ContextError that lists every missing, malformed or contradictory value
 */
export function parseTenantConfig(context: Context, region?: string): TenantConfig {
  const { values, problems } = readContext(TenantContext, context, ManagementContext);
  const contradictions = [
    ...managementContradictions(context),
    ...accountContradictions(context, 'tenantAccountId'),
    ...regionProblems(region),
  ];
  if (values === undefined || contradictions.length > 0) {
    throw new ContextError(TENANT_STACK_NAME, [...problems, ...contradictions]);
  }
  const { account, tenantAccountId, ...config } = values;
  return {
    ...accountOf(account ?? tenantAccountId),
    ...config,
    allowClasses: config.allowClasses ?? [],
    passableRoleArns: config.passableRoleArns ?? [],
    mediaBucketArns: config.mediaBucketArns ?? [],
  };
}

/** `account` is the own account of either stack. In a file for both stacks, each account has a name of its own. */
function accountContradictions(context: Context, name: 'managementAccountId' | 'tenantAccountId'): string[] {
  const { account, [name]: own } = context;
  if (account === undefined || own === undefined || account === own) return [];
  return [
    `account is ${account}, but ${name} is ${own}: both set the account of this stack, so they must be equal.`,
  ];
}

function accountOf(account: string | undefined): { account?: string } {
  return account === undefined ? {} : { account };
}

function customDomainOf(values: ManagementContextValues): CustomDomainConfig | undefined {
  const { apiHostName, parentHostedZoneId, parentHostedZoneName, authCertificateArn } = values;
  if (apiHostName === undefined || parentHostedZoneId === undefined) return undefined;
  const roleArn = values.crossAccountZoneDelegationRoleArn;
  return {
    hostName: apiHostName,
    parentHostedZoneId,
    delegation:
      roleArn === undefined
        ? { kind: 'same-account', parentHostedZoneName: parentHostedZoneName ?? '' }
        : { kind: 'cross-account', roleArn },
    ...(authCertificateArn !== undefined && { authCertificateArn }),
  };
}
