/**
 * The names both sides of the account boundary agree on. They appear in deployed templates, trust
 * policies and operators' scripts: changing one is a migration. This folder imports nothing heavy.
 */

export const MANAGEMENT_STACK_NAME = 'PinpointManagementAccountStack';
export const TENANT_STACK_NAME = 'PinpointTenantAccountStack';

/** In each tenant account: the router assumes the first, Amazon Data Firehose writes with the second. */
export const ACCESS_ROLE_NAME = 'PinpointManagementAccountAccessRole';
export const DELIVERY_ROLE_NAME = 'PinpointEventDeliveryRole';

/** The router function's own role; tenant trust policies name it. */
export const ROUTER_ROLE_NAME = 'PinpointTenantRouterRole';

export const TENANTS_TABLE_NAME = 'PinpointTenantsTable';
export const MESSAGES_TABLE_NAME = 'PinpointMessages';
export const CALLBACKS_TABLE_NAME = 'PinpointCallbacks';
export const KEYED_SENDS_TABLE_NAME = 'PinpointKeyedSends';
/** How long an Idempotency-Key may be remembered. */
export const IDEMPOTENCY_HOURS = { min: 1, max: 168 } as const;
export const REST_API_NAME = 'PinpointTenantRouterApi';
export const EVENT_BUS_NAME = 'PinpointTenantAccountBus';

/** OAuth scopes of the API: the first reaches every tenant, the others those that bind the caller. */
export const ADMIN_SCOPE = 'api/Admin';
export const READ_SCOPE = 'api/Read';
export const SEND_SCOPE = 'api/Send';
export const MANAGE_SCOPE = 'api/Manage';
export const API_SCOPES = [ADMIN_SCOPE, READ_SCOPE, SEND_SCOPE, MANAGE_SCOPE] as const;

export type ApiScope = (typeof API_SCOPES)[number];

/** The group of the user pool whose members' `api/Admin` counts. */
export const ADMIN_GROUP = 'Admin';

/** The group of the user pool whose members are bound to one tenant. */
export function tenantGroup(tenantId: string): string {
  return `tenant:${tenantId}`;
}

export const REGISTRATION_SOURCE = 'TenantRegistration';
export const REGISTRATION_DETAIL_TYPE = 'Pinpoint Tenant Registration';

/** The source of End User Messaging's own events, which no customer can put. */
export const SERVICE_EVENT_SOURCE = 'aws.sms-voice';

/** In each tenant account: where End User Messaging publishes what phones send to two-way numbers. */
export const INBOUND_TOPIC_NAME = 'PinpointInboundMessages';

/** The one message group of the registration queue: one registrar at a time. */
export const REGISTRATION_GROUP_ID = 'registrations';

/** How many tenantIds one account may have, tombstones among them, unless a deployment says otherwise. */
export const DEFAULT_MAX_NAMES_PER_ACCOUNT = 20;

/** Message attributes that a dead letter carries: a reason of the registrar's `RefusalReason`, and a sentence about it. */
export const REASON_ATTRIBUTE = 'reason';
export const EXPLANATION_ATTRIBUTE = 'explanation';

/**
 * Body of the message that makes the registrar compute the bucket policy anew. A schedule, a deployment or an
 * operator puts it into the registration queue, into the same group as the registrations.
 */
export function reconcileMessage(reason: string): string {
  return JSON.stringify({ reconcile: reason });
}

/** Custom resources of the tenant stack: the one guards its name, the other announces it. */
export const NAME_GUARD_TYPE = 'Custom::TenantName';
export const REGISTRATION_TYPE = 'Custom::TenantRegistration';

/** What the tenant stack's hourly rule says to its agent. */
export function announceMessage(tenantId: string): string {
  return JSON.stringify({ announce: tenantId });
}

/** The configuration set that every tenant stack creates. */
export const CONFIGURATION_SET_NAME = 'Default';

/** Its event destinations. */
export const LOG_DESTINATION_NAME = `${CONFIGURATION_SET_NAME}-CloudWatch`;
export const FIREHOSE_DESTINATION_NAME = `${CONFIGURATION_SET_NAME}-Firehose`;

/** The tag of every resource that the stacks make; by it, session policies keep the API from removing them. */
export const APPLICATION_TAG = { key: 'application', value: 'pinpoint-tenant-router' } as const;

/** The central bucket of the management account, one a Region. */
export function eventBucketName(accountId: string, region: string): string {
  return `pinpoint-event-stream-data-${accountId}-${region}`;
}

/** The key prefix under which one tenant account's events lie; ends with a slash. */
export function eventPrefix(accountId: string): string {
  return `accountId=${accountId}/`;
}

/** The key prefix under which the texts lie that phones sent to one tenant account; ends with a slash. */
export function inboundPrefix(accountId: string): string {
  return `inbound/${eventPrefix(accountId)}`;
}

/** The ARN of a role without a path; `partition` is `aws`, `aws-cn`, `aws-us-gov`, … */
export function roleArn(partition: string, accountId: string, roleName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}
