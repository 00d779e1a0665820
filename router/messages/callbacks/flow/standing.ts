import { parseTenantItem } from '../../../../registrar/contract/tenant-record.ts';
import type { ReadTenantItem } from '../../../aws/tenant/tenants.ts';
import { BoundedMap } from '../../../bounded-map.ts';
import type { Callback } from '../table/callback-item.ts';

/**
 * What the tenant's item allows a callback: `resting` while the tenant is suspended or an operator must repair its
 * item, `gone` once the name is no longer registered for the account.
 */
export type Standing = 'active' | 'resting' | 'gone';

type Owner = Pick<Callback, 'pk' | 'tenantId'>;

export type StandingOf = (callback: Owner) => Promise<Standing>;

/** How long a suspension, or its end, may take to have an effect. */
const KNOWN_MILLISECONDS = 10_000;
const KNOWN_TENANTS = 5_000;
const READ_MILLISECONDS = 5_000;

/** Pure. */
export function standingOf(item: unknown, accountId: string): Standing {
  const parsed = parseTenantItem(item);
  if (parsed.kind === 'damaged') return 'resting';
  if (parsed.kind === 'unannounced') return 'gone';
  const { record } = parsed;
  if (record.registration !== 'Registered' || record.accountId !== accountId) return 'gone';
  return record.status === 'suspended' ? 'resting' : 'active';
}

/** Looks tenants up; results are cached for ten seconds. */
export function createStandingOf(read: ReadTenantItem, now: () => number): StandingOf {
  const known = new BoundedMap<{ readonly item: Promise<unknown>; readonly since: number }>(KNOWN_TENANTS);

  async function itemOf(tenantId: string): Promise<unknown> {
    const earlier = known.get(tenantId);
    if (earlier !== undefined && now() < earlier.since + KNOWN_MILLISECONDS) return await earlier.item;
    const item = read(tenantId, AbortSignal.timeout(READ_MILLISECONDS));
    known.set(tenantId, { item, since: now() });
    try {
      return await item;
    } catch (error) {
      known.delete(tenantId);
      throw error;
    }
  }

  return async ({ pk, tenantId }) => standingOf(await itemOf(tenantId), pk);
}
