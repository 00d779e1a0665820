import { isTenantId } from '../../../registrar/contract/tenant-id.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import { parseTenantItem } from '../../../registrar/contract/tenant-record.ts';
import { RouterError } from '../../errors.ts';
import type { Freshness, Lease } from './lease-cache.ts';
import { LeaseCache } from './lease-cache.ts';

/** Reads one item of the tenants table by its key; undefined when there is none. */
export type ReadTenantItem = (tenantId: string, signal: AbortSignal) => Promise<unknown>;

export interface TenantLookup {
  readonly tenant: TenantRecord | undefined;
  /** Absent when the table could not be read. */
  readonly freshness?: Freshness;
}

export interface TenantDirectory {
  /**
   * The record of a registered tenant, suspended or not; undefined when there is none.
   *
   * @throws RouterError `TenantLookupException` when the table cannot be read or the record is invalid
   */
  resolve(tenantId: string): Promise<TenantLookup>;
}

export interface TenantDirectoryOptions {
  readonly read: ReadTenantItem;
  readonly now: () => number;
  /** How long a record is used without reading the table again. */
  readonly ttlSeconds: number;
  /** The same for a tenant that is not in the table. */
  readonly negativeTtlSeconds: number;
}

const MAX_TENANTS = 10_000;
/** How old a record may be while the table cannot be read. */
const MAX_STALE_SECONDS = 300;
const RETRY_MILLISECONDS = 1_000;

export function createTenantDirectory({
  read,
  now,
  ttlSeconds,
  negativeTtlSeconds,
}: TenantDirectoryOptions): TenantDirectory {
  // The table's content is cached, also that a tenant is missing or damaged; a failure to read it is not.
  const cache = new LeaseCache<TenantRecord | RouterError | undefined>({
    max: MAX_TENANTS,
    now,
    retryMilliseconds: RETRY_MILLISECONDS,
  });

  async function load(
    tenantId: string,
    signal: AbortSignal,
  ): Promise<Lease<TenantRecord | RouterError | undefined>> {
    const value = parseItem(await readItem(tenantId, signal));
    const isTenant = value !== undefined && !(value instanceof RouterError);
    const fresh = isTenant ? ttlSeconds : negativeTtlSeconds;
    const usable = isTenant ? Math.max(fresh, MAX_STALE_SECONDS) : fresh;
    return { value, freshUntil: now() + fresh * 1_000, usableUntil: now() + usable * 1_000 };
  }

  async function readItem(tenantId: string, signal: AbortSignal): Promise<unknown> {
    try {
      return await read(tenantId, signal);
    } catch (cause) {
      throw new RouterError('TenantLookupException', 'The tenants table cannot be read at the moment.', {
        cause,
      });
    }
  }

  return {
    async resolve(tenantId) {
      // A name that no registration can have needs no look-up.
      if (!isTenantId(tenantId)) return { tenant: undefined };
      const { value, freshness } = await cache.get(tenantId, (signal) => load(tenantId, signal));
      if (value instanceof RouterError) throw value;
      return { tenant: value, freshness };
    },
  };
}

function parseItem(item: unknown): TenantRecord | RouterError | undefined {
  const parsed = parseTenantItem(item);
  switch (parsed.kind) {
    case 'unannounced':
      return undefined;
    case 'damaged':
      return new RouterError('TenantLookupException', "The tenant's record in the table is not valid.", {
        reason: `invalid attributes: ${parsed.attributes.join(', ')}`,
      });
    case 'record':
      // A tombstone only keeps the name for its account, and a pending tenant is not admitted yet: neither is a tenant.
      return parsed.record.registration === 'Registered' ? parsed.record : undefined;
  }
}
