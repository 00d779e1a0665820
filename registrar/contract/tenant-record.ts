import * as v from 'valibot';
import { ACCESS_CLASSES } from './access-class.ts';
import { ACCOUNT_ID, REGION, ROLE_ARN } from './aws-shapes.ts';
import { isTenantId } from './tenant-id.ts';

/**
 * One item of `PinpointTenantsTable`. Two owners write it and never each other's attributes: the registrar
 * writes what the tenant account announced, operators write the rest.
 *
 * | attribute             | owner     | meaning                                                          |
 * |-----------------------|-----------|------------------------------------------------------------------|
 * | `pk`                  | registrar | tenantId                                                         |
 * | `accountId`, `region` | registrar | where the tenant lives; calls go to this Region                  |
 * | `deliveryStreamRoleArn` | registrar | the role Firehose writes events with                           |
 * | `registration`        | registrar | `Registered`, or `Deregistered`: a tombstone that keeps the name |
 * | `eventTime`, `sequence`, `eventId` | registrar | the order triple of the event that was applied last |
 * | `revision`            | registrar | counts the registrar's writes; changes when anything of it does  |
 * | `status`              | operator  | `active` (also when absent) or `suspended`                       |
 * | `callers`             | operator  | who is bound to the tenant, and for which access classes: `{<OAuth client id or IAM ARN>: [<class>, …]}` |
 * | `exclusive`           | operator  | `true`: who has Admin needs a binding too                        |
 * | `allowedCallers`      | operator  | before `callers`: these callers, bound for all classes, and exclusive |
 * | `defaultConfigurationSet` | operator | `false`: sends without a configuration set go without one     |
 */
export const TenantRecordSchema = v.object({
  pk: v.custom<string>(isTenantId, 'pk is no tenantId'),
  accountId: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  region: v.pipe(v.string(), v.regex(REGION)),
  deliveryStreamRoleArn: v.pipe(v.string(), v.regex(ROLE_ARN)),
  registration: v.picklist(['Registered', 'Deregistered']),
  eventTime: v.string(),
  sequence: v.number(),
  eventId: v.string(),
  revision: v.number(),
  status: v.optional(v.picklist(['active', 'suspended'])),
  callers: v.optional(v.record(v.string(), v.array(v.picklist(ACCESS_CLASSES)))),
  exclusive: v.optional(v.boolean()),
  allowedCallers: v.optional(v.array(v.string())),
  defaultConfigurationSet: v.optional(v.boolean()),
});

export type TenantRecord = v.InferOutput<typeof TenantRecordSchema>;

/** The registrar's part of an item: all that a registration decides on and writes. */
export const RegistrationRecordSchema = v.omit(TenantRecordSchema, [
  'status',
  'callers',
  'exclusive',
  'allowedCallers',
  'defaultConfigurationSet',
]);

export type RegistrationRecord = v.InferOutput<typeof RegistrationRecordSchema>;
