/**
 * Names that both sides of the account boundary use. They appear in deployed templates, trust policies and operators'
 * scripts, so changing one is a migration. This folder imports nothing heavy.
 */

export const MANAGEMENT_STACK_NAME = 'PinpointManagementAccountStack';
export const TENANT_STACK_NAME = 'PinpointTenantAccountStack';

/** In each tenant account: the router assumes the first, Amazon Data Firehose uses the second. */
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

/** OAuth scopes of the API: `api/Admin` reaches every tenant, the others reach tenants that bind the caller. */
export const ADMIN_SCOPE = 'api/Admin';
export const READ_SCOPE = 'api/Read';
export const SEND_SCOPE = 'api/Send';
export const MANAGE_SCOPE = 'api/Manage';
export const API_SCOPES = [ADMIN_SCOPE, READ_SCOPE, SEND_SCOPE, MANAGE_SCOPE] as const;

export type ApiScope = (typeof API_SCOPES)[number];

/** Members of this user pool group are administrators: only theirs of all people's `api/Admin` counts. */
export const ADMIN_GROUP = 'Admin';

/** Members of this user pool group are bound to the tenant. */
export function tenantGroup(tenantId: string): string {
  return `tenant:${tenantId}`;
}

export const REGISTRATION_SOURCE = 'TenantRegistration';
export const REGISTRATION_DETAIL_TYPE = 'Pinpoint Tenant Registration';

/** The source of End User Messaging's own events. Customers cannot put events with a source that begins with `aws.`. */
export const SERVICE_EVENT_SOURCE = 'aws.sms-voice';

/** In each tenant account: the topic to which End User Messaging publishes texts from phones. */
export const INBOUND_TOPIC_NAME = 'PinpointInboundMessages';

/** The only message group of the registration queue, so that one registrar runs at a time. */
export const REGISTRATION_GROUP_ID = 'registrations';

/** How many tenantIds one account may have by default, tombstones included. */
export const DEFAULT_MAX_NAMES_PER_ACCOUNT = 20;

/** Message attributes of a dead letter: a `RefusalReason` and a sentence that explains it. */
export const REASON_ATTRIBUTE = 'reason';
export const EXPLANATION_ATTRIBUTE = 'explanation';

/**
 * Body of the message that makes the registrar compute the bucket policy again. A schedule, a deployment or an
 * operator puts it into the registration queue, into the same group as the registrations.
 */
export function reconcileMessage(reason: string): string {
  return JSON.stringify({ reconcile: reason });
}

/**
 * Message attribute of the message reader's queue: what is read for such a message is old news, so that no callback is
 * told of it. Its value means nothing.
 */
export const SILENT_ATTRIBUTE = 'silent';

/** Custom resources of the tenant stack: the first guards the tenant's name, the second announces the tenant. */
export const NAME_GUARD_TYPE = 'Custom::TenantName';
export const REGISTRATION_TYPE = 'Custom::TenantRegistration';

/** The message of the tenant stack's hourly rule to its agent. */
export function announceMessage(tenantId: string): string {
  return JSON.stringify({ announce: tenantId });
}

/** The configuration set that every tenant stack creates. */
export const CONFIGURATION_SET_NAME = 'Default';

/** Its event destinations. */
export const LOG_DESTINATION_NAME = `${CONFIGURATION_SET_NAME}-CloudWatch`;
export const FIREHOSE_DESTINATION_NAME = `${CONFIGURATION_SET_NAME}-Firehose`;

/** The tag of every resource that the stacks create. Session policies use it to keep the API from deleting them. */
export const APPLICATION_TAG = { key: 'application', value: 'pinpoint-tenant-router' } as const;

/** The central bucket of the management account, one a Region. */
export function eventBucketName(accountId: string, region: string): string {
  return `pinpoint-event-stream-data-${accountId}-${region}`;
}

/** The key prefix of one tenant account's events; ends with a slash. */
export function eventPrefix(accountId: string): string {
  return `accountId=${accountId}/`;
}

/** The key prefix of texts that phones sent to one tenant account; ends with a slash. */
export function inboundPrefix(accountId: string): string {
  return `inbound/${eventPrefix(accountId)}`;
}

/** What follows either prefix: the UTC day on which Firehose got the first of an object's records; ends with a slash. */
export function dayPrefix(day: string): string {
  return `date=${day}/`;
}

/** The ARN of a role without a path; `partition` is `aws`, `aws-cn`, `aws-us-gov`, … */
export function roleArn(partition: string, accountId: string, roleName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}
