import type { TenantSummary } from '../tenant-summary.ts';
import type { Finding } from './finding.ts';

/** The agent announces every hour: three in a row are missing then. */
const STALE_MILLISECONDS = 3 * 3_600_000;

/** What an item alone tells. @param now milliseconds since the epoch */
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
    seen: `Nobody can read its ${damagedAttributes.join(', ')}, so the router refuses its requests.`,
    advice: 'Mend these attributes where they were damaged (the DynamoDB console, a script).',
  };
}

function ghost({ registration }: TenantSummary): ItemFinding | undefined {
  if (registration !== 'Ghost') return undefined;
  return {
    check: 'ghost item',
    seen: 'Nobody has announced or reserved this name: an update of a misspelt one made it.',
    advice: 'Release it, and look whether the tenant that was meant has what it was to have.',
  };
}

function staleness({ registration, lastAnnouncement }: TenantSummary, now: number): ItemFinding | undefined {
  if (registration !== 'Registered' || lastAnnouncement === undefined) return undefined;
  if (now - Date.parse(lastAnnouncement) < STALE_MILLISECONDS) return undefined;
  return {
    check: 'stale announcement',
    seen: `Its agent spoke last at ${lastAnnouncement}; it should every hour.`,
    advice:
      "Look at the agent's log and at the tenant stack's dead-letter queue; if the stack is gone, suspend the tenant.",
  };
}
