import type { OptionalClass } from '../registrar/contract/access-class.ts';
import type { BucketPolicyMode } from '../registrar/contract/bucket-statements.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../registrar/contract/names.ts';
import type { RegistrationMode } from '../registrar/contract/tenant-record.ts';
import {
  domainContradictions,
  ManagementContext,
  type ManagementContextValues,
  offerContradictions,
} from './context/management.ts';
import { type Context, ContextError, readContext } from './context/read-context.ts';
import { managementContradictions, regionProblems, TenantContext } from './context/tenant.ts';

/** The stack parameter that carries the context `apiTempPassword` into a deployment. */
export const TEMPORARY_PASSWORD_PARAMETER = 'ApiTempPassword';

export interface ManagementConfig {
  /** The account that the stack is for. Absent: that of the credentials. */
  readonly account?: string;
  readonly organizationId: string;
  readonly apiStageName: string;
  /** Whether an `admin` user is made; its temporary password is a stack parameter. */
  readonly adminUser: boolean;
  readonly customDomain?: CustomDomainConfig;
  /** Where the hosted sign-in may send people back to. */
  readonly callbackUrls: readonly string[];
  /** Principals that may assume the router's role for `npm run dev`. */
  readonly developerPrincipalArns: readonly string[];
  /** Principals that may call the function URL, for every tenant. */
  readonly functionUrlCallerArns: readonly string[];
  /** Principals that may call the function URL, for tenants that bind them. */
  readonly functionUrlBoundCallerArns: readonly string[];
  /** Optional classes of actions that are offered. */
  readonly allowClasses: readonly OptionalClass[];
  /** Whether sends without a configuration set go with the stack's. */
  readonly defaultConfigurationSet: boolean;
  readonly webAclArn?: string;
  readonly alarmEmail?: string;
  readonly bucketPolicyMode: BucketPolicyMode;
  readonly registration: RegistrationMode;
  readonly maxTenantIdsPerAccount: number;
  /** How long an Idempotency-Key is remembered. Absent: the router's own default. */
  readonly idempotencyHours?: number;
  /** How long it is kept what became of messages; 0: not at all. */
  readonly messageRetentionDays: number;
  /** Whether callbacks may have URLs of the machine itself: for the local system alone. */
  readonly loopbackCallbacks: boolean;
  /** How long the event bucket keeps message events. Absent: for good. */
  readonly eventRetentionDays?: number;
  /** Narrows the allowlist to these actions. Absent: all of it. */
  readonly allowedActions?: readonly string[];
}

export interface CustomDomainConfig {
  readonly hostName: string;
  readonly parentHostedZoneId: string;
  /** How the host's own zone is delegated: by a record in the parent zone, or by a role of its owner. */
  readonly delegation:
    | { readonly kind: 'same-account'; readonly parentHostedZoneName: string }
    | { readonly kind: 'cross-account'; readonly roleArn: string };
  /** Certificate of `auth.<hostName>` in us-east-1. Absent: the stack, being in us-east-1, makes one for both names. */
  readonly authCertificateArn?: string;
}

export interface TenantConfig {
  /** The account that the stack is for. Absent: that of the credentials. */
  readonly account?: string;
  readonly tenantId: string;
  /** The tenantId that the account had so far, where it is to change. */
  readonly renamedFrom?: string | undefined;
  readonly managementAccountId: string;
  readonly eventStreamingBucketName: string;
  readonly targetEventBusArn: string;
  readonly accessRolePermissions: 'service' | 'allowlist';
  /** Optional classes of actions that the API offers: with `allowlist` the access role needs to know. */
  readonly allowClasses: readonly OptionalClass[];
  /** Roles of this account that callers may give to event destinations and two-way channels. */
  readonly passableRoleArns: readonly string[];
  /** Buckets of this account whose objects callers may send and attach. */
  readonly mediaBucketArns: readonly string[];
  readonly settleSeconds: number;
  readonly eventBufferSeconds: number;
  /** Whether the status of messages is forwarded over EventBridge too. */
  readonly forwardMessageEvents: boolean;
}

/** The checked context of one of the two stacks. */
export type StackConfig =
  | { readonly stackName: typeof MANAGEMENT_STACK_NAME; readonly config: ManagementConfig }
  | { readonly stackName: typeof TENANT_STACK_NAME; readonly config: TenantConfig };

/**
 * @param context The context values, without `stack`.
 * @throws ContextError listing everything that is wrong with the context, or that there is no such stack
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
 * @param region The Region of the deployment where it is known, to ask for `authCertificateArn` in time.
 * @throws ContextError listing every missing, malformed or contradictory value
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
 * @param region The Region of the deployment where it is known, to refuse one without the resource types.
 * @throws ContextError listing every missing, malformed or contradictory value
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

/** `account` is the stack's own; in a file for both stacks, each has a name of its own. */
function accountContradictions(context: Context, name: 'managementAccountId' | 'tenantAccountId'): string[] {
  const { account, [name]: own } = context;
  if (account === undefined || own === undefined || account === own) return [];
  return [`account is ${account}, but ${name} is ${own}: both name the account of this stack.`];
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
