import * as v from 'valibot';
import { ACCESS_CLASSES } from './access-class.ts';
import { ACCOUNT_ID, REGION, ROLE_ARN } from './aws-shapes.ts';
import { isTenantId } from './tenant-id.ts';

/**
 * Where a tenant's registration stands. The registrar alone writes it.
 *
 * | state          | meaning                                                                             | routed, granted |
 * |----------------|-------------------------------------------------------------------------------------|-----------------|
 * | `Registered`   | announced, and admitted                                                              | yes |
 * | `Deregistered` | left after it had been registered: a tombstone that keeps the name for its account   | no |
 * | `Pending`      | announced, waits for an operator's approval                                          | no |
 * | `Withdrawn`    | left while it was pending                                                            | no |
 */
export const REGISTRATION_STATES = ['Registered', 'Deregistered', 'Pending', 'Withdrawn'] as const;
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** `open` admits every account of the organization; `approve` lets a name wait until an operator reserves it for its account. */
export const REGISTRATION_MODES = ['open', 'approve'] as const;
export type RegistrationMode = (typeof REGISTRATION_MODES)[number];

/**
 * One item of `PinpointTenantsTable`. Two owners write it and never each other's attributes: the registrar writes
 * what the tenant account announced, operators write the rest.
 *
 * | attribute             | owner     | meaning                                                          |
 * |-----------------------|-----------|------------------------------------------------------------------|
 * | `pk`                  | both      | tenantId                                                         |
 * | `accountId`, `region` | registrar | where the tenant lives; calls go to this Region                  |
 * | `deliveryStreamRoleArn` | registrar | the role Firehose writes events with                           |
 * | `registration`        | registrar | one of the states above                                          |
 * | `sequence`, `eventTime`, `eventId` | registrar | the place in the order of the event that was applied last |
 * | `revision`            | registrar | counts the registrar's writes; changes when anything of it does  |
 * | `reservedFor`         | operator  | the account that may bear this name, before it announces it or while it is pending; another one is refused |
 * | `status`              | operator  | `active` (also when absent) or `suspended`                       |
 * | `statusReason`        | operator  | why the tenant is suspended, in the operator's words             |
 * | `callers`             | operator  | who is bound to the tenant, and for which access classes: `{<OAuth client id or IAM ARN>: [<class>, …]}` |
 * | `exclusive`           | operator  | `true`: who has Admin needs a binding too                        |
 * | `allowedCallers`      | operator  | before `callers`: these callers, bound for all classes, and exclusive |
 * | `defaultConfigurationSet` | operator | `false`: sends without a configuration set go without one     |
 *
 * An item without `revision` is an operator's alone: nobody has announced the name yet.
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

/** An operator's part of an item; a registration never touches it. */
export const OPERATOR_ATTRIBUTES = [
  'reservedFor',
  'status',
  'statusReason',
  'callers',
  'exclusive',
  'allowedCallers',
  'defaultConfigurationSet',
] as const;

/** The registrar's part of an item: all that a registration decides on and writes. */
export const RegistrationRecordSchema = v.omit(TenantRecordSchema, OPERATOR_ATTRIBUTES);

export type RegistrationRecord = v.InferOutput<typeof RegistrationRecordSchema>;

export type TenantItem =
  | { readonly kind: 'record'; readonly record: TenantRecord }
  /** There is no item, or an operator's alone. */
  | { readonly kind: 'unannounced' }
  /** The attributes that no registrar and no operator's command writes like this. */
  | { readonly kind: 'damaged'; readonly attributes: readonly string[] };

/** Reads an item as the table gives it; undefined when there is none. */
export function parseTenantItem(item: unknown): TenantItem {
  if (typeof item !== 'object' || item === null || !('revision' in item)) return { kind: 'unannounced' };
  const parsed = v.safeParse(TenantRecordSchema, item);
  if (parsed.success) return { kind: 'record', record: parsed.output };
  const attributes = new Set(parsed.issues.map((issue) => String(issue.path?.[0]?.key)));
  return { kind: 'damaged', attributes: [...attributes].sort() };
}
