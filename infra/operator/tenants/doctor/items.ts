import type { TenantSummary } from '../tenant-summary.ts';
import type { Finding } from './finding.ts';

/** The agent announces the tenant every hour, so three announcements in a row are missing. */
const STALE_MILLISECONDS = 3 * 3_600_000;

/** The findings that follow from an item alone. @param now milliseconds since the epoch */
export function itemFindings(tenants: readonly TenantSummary[], now: number): readonly Finding[] {
  return tenants.flatMap((tenant) => {
    const finding = damage(tenant) ?? ghost(tenant) ?? staleness(tenant, now);
    return finding === undefined ? [] : [{ tenantId: tenant.tenantId, ...finding }];
  });
}

type ItemFinding = Omit<Finding, 'tenantId'>;

function damage({ registration, damagedAttributes = [] }: TenantSummary): ItemFinding | undefined {
  if (registration !== 'Damaged') return undefined;
  return {
    check: 'damaged item',
    seen: `Damaged attributes: ${damagedAttributes.join(', ')}. The router refuses its requests.`,
    advice: 'Repair these attributes with whatever damaged them (the DynamoDB console, a script).',
  };
}

function ghost({ registration }: TenantSummary): ItemFinding | undefined {
  if (registration !== 'Ghost') return undefined;
  return {
    check: 'ghost item',
    seen: 'The name was neither announced nor reserved: an update of a misspelt name created the item.',
    advice: 'Release it, then repeat the update for the tenant that was meant.',
  };
}

function staleness({ registration, lastAnnouncement }: TenantSummary, now: number): ItemFinding | undefined {
  if (registration !== 'Registered' || lastAnnouncement === undefined) return undefined;
  if (now - Date.parse(lastAnnouncement) < STALE_MILLISECONDS) return undefined;
  return {
    check: 'stale announcement',
    seen: `Its last announcement was at ${lastAnnouncement}; there should be one every hour.`,
    advice:
      "Look at the agent's log and at the tenant stack's dead-letter queue; if the stack is gone, suspend the tenant.",
  };
}
