import type { AccessClass } from '../../../registrar/contract/access-class.ts';
import { parseTenantItem, type TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { SeenItem } from '../tenants-table.ts';

/** An item of the table as operators read it. Members that are absent or damaged are left out. */
export interface TenantSummary {
  readonly tenantId: string;
  /** `Reserved`: reserved, but not announced. `Ghost`: neither reserved nor announced; created by mistake. */
  readonly registration: TenantRecord['registration'] | 'Reserved' | 'Ghost' | 'Damaged';
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
  /** Of a tenant that is not registered only a suspension, which would count once it is. */
  readonly status?: 'active' | 'suspended' | undefined;
  readonly statusReason?: string | undefined;
  readonly callers?: Readonly<Record<string, readonly AccessClass[]>> | undefined;
  /** The predecessor of `callers`; `migrate` rewrites it. */
  readonly allowedCallers?: readonly string[] | undefined;
  readonly exclusive?: boolean | undefined;
  readonly defaultConfigurationSet?: boolean | undefined;
  readonly reservedFor?: string | undefined;
  /** ISO 8601; the time of the agent's last announcement. */
  readonly lastAnnouncement?: string | undefined;
  readonly damagedAttributes?: readonly string[] | undefined;
}

export function summarize(item: NonNullable<SeenItem>): TenantSummary {
  const tenantId = String(item.pk);
  const parsed = parseTenantItem(item);
  switch (parsed.kind) {
    case 'record': {
      const { pk, deliveryStreamRoleArn, eventId, revision, eventTime, sequence, ...rest } = parsed.record;
      const lastAnnouncement = announcedAt(parsed.record);
      const { status = 'active', ...others } = rest;
      const isInEffect = others.registration === 'Registered' || status === 'suspended';
      return { tenantId, ...others, ...(isInEffect && { status }), lastAnnouncement };
    }
    case 'damaged':
      return {
        tenantId,
        registration: 'Damaged',
        ...(typeof item.accountId === 'string' && { accountId: item.accountId }),
        damagedAttributes: parsed.attributes,
      };
    case 'unannounced':
      return typeof item.reservedFor === 'string'
        ? { tenantId, registration: 'Reserved', reservedFor: item.reservedFor }
        : { tenantId, registration: 'Ghost' };
  }
}

/** The sample's agents send no sequence; the time that EventBridge set replaces it. */
function announcedAt({ sequence, eventTime }: Pick<TenantRecord, 'sequence' | 'eventTime'>): string {
  return sequence > 0 ? new Date(sequence).toISOString() : eventTime;
}

/** The bound callers, a line each: `<caller>: read, send`. */
export function callerLines({ callers = {}, allowedCallers = [] }: TenantSummary): readonly string[] {
  return [
    ...Object.entries(callers).map(([caller, classes]) => `${caller}: ${classes.join(', ')}`),
    ...allowedCallers.map((caller) => `${caller}: all (allowedCallers)`),
  ];
}
