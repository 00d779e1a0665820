import * as v from 'valibot';
import { ACCESS_CLASSES } from './access-class.ts';
import { ACCOUNT_ID, REGION, ROLE_ARN } from './aws-shapes.ts';
import { isTenantId } from './tenant-id.ts';

/**
 * The state of a tenant's registration. Only the registrar writes it.
 *
 * | state          | meaning                                                                  | routed, granted |
 * |----------------|--------------------------------------------------------------------------|-----------------|
 * | `Registered`   | announced and admitted                                                   | yes             |
 * | `Deregistered` | was registered and left: a tombstone that keeps the name for its account | no              |
 * | `Pending`      | announced, waits for an operator's approval                              | no              |
 * | `Withdrawn`    | left while it was pending                                                | no              |
 */
export const REGISTRATION_STATES = ['Registered', 'Deregistered', 'Pending', 'Withdrawn'] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/**
 * `open` admits every account of the organization; `approve` makes a new name wait until an operator reserves it for
 * its account.
 */
export const REGISTRATION_MODES = ['open', 'approve'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/**
 * One item of `PinpointTenantsTable`. The registrar writes what the tenant account announced, operators write the rest;
 * neither changes the other's attributes.
 *
 * | attribute                          | owner     | meaning                                                              |
 * |------------------------------------|-----------|----------------------------------------------------------------------|
 * | `pk`                               | both      | tenantId                                                             |
 * | `accountId`, `region`              | registrar | the tenant's account, and the Region of its calls                    |
 * | `deliveryStreamRoleArn`            | registrar | the role that Firehose uses                                          |
 * | `registration`                     | registrar | one of the states above                                              |
 * | `sequence`, `eventTime`, `eventId` | registrar | of the event that was applied last; they order events                |
 * | `revision`                         | registrar | counts the registrar's writes                                        |
 * | `reservedFor`                      | operator  | the only account that may be admitted with this name                 |
 * | `status`                           | operator  | `active` (also when absent) or `suspended`                           |
 * | `statusReason`                     | operator  | why the tenant is suspended, in the operator's words                 |
 * | `callers`                          | operator  | bound callers: `{<OAuth client id or IAM ARN>: [<access class>, …]}` |
 * | `exclusive`                        | operator  | `true`: callers with Admin need a binding too                        |
 * | `allowedCallers`                   | operator  | predecessor of `callers`: bound for all classes, and exclusive       |
 * | `defaultConfigurationSet`          | operator  | `false`: the router adds no configuration set to sends               |
 *
 * An item without `revision` was written by an operator only: the name has not been announced.
 */
export const TenantRecordSchema = v.object({
  pk: v.custom<string>(isTenantId, 'pk must be a tenantId'),
  accountId: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  region: v.pipe(v.string(), v.regex(REGION)),
  deliveryStreamRoleArn: v.pipe(v.string(), v.regex(ROLE_ARN)),
  registration: v.picklist(REGISTRATION_STATES),
  eventTime: v.string(),
  sequence: v.number(),
  eventId: v.string(),
  revision: v.number(),
  reservedFor: v.optional(v.pipe(v.string(), v.regex(ACCOUNT_ID))),
  status: v.optional(v.picklist(['active', 'suspended'])),
  statusReason: v.optional(v.string()),
  callers: v.optional(v.record(v.string(), v.array(v.picklist(ACCESS_CLASSES)))),
  exclusive: v.optional(v.boolean()),
  allowedCallers: v.optional(v.array(v.string())),
  defaultConfigurationSet: v.optional(v.boolean()),
});

export type TenantRecord = v.InferOutput<typeof TenantRecordSchema>;

/** The operator's part of an item. Registrations do not change it. */
export const OPERATOR_ATTRIBUTES = [
  'reservedFor',
  'status',
  'statusReason',
  'callers',
  'exclusive',
  'allowedCallers',
  'defaultConfigurationSet',
] as const;

/** The registrar's part of an item: everything that a registration reads and writes. */
export const RegistrationRecordSchema = v.omit(TenantRecordSchema, OPERATOR_ATTRIBUTES);

export type RegistrationRecord = v.InferOutput<typeof RegistrationRecordSchema>;

export type TenantItem =
  | { readonly kind: 'record'; readonly record: TenantRecord }
  /** There is no item, or only an operator's. */
  | { readonly kind: 'unannounced' }
  /** The attributes whose values neither the registrar nor an operator's command writes. */
  | { readonly kind: 'damaged'; readonly attributes: readonly string[] };

/** Parses an item of the table; undefined stands for no item. */
export function parseTenantItem(item: unknown): TenantItem {
  if (typeof item !== 'object' || item === null || !('revision' in item)) return { kind: 'unannounced' };
  const parsed = v.safeParse(TenantRecordSchema, item);
  if (parsed.success) return { kind: 'record', record: parsed.output };
  const attributes = new Set(parsed.issues.map((issue) => String(issue.path?.[0]?.key)));
  return { kind: 'damaged', attributes: [...attributes].sort() };
}
