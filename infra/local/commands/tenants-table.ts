import { renderTable } from '../../access/render-table.ts';
import type { TenantAnswer } from '../system/tenant-control.ts';

/** Where the tenant stacks are deployed. */
export function tenantsTable(tenants: readonly TenantAnswer[]): string {
  const rows = tenants.map(({ tenantId, accountId, region }) => [tenantId, accountId, region]);
  return renderTable(['tenant', 'account', 'Region'], rows);
}

/** The same, and what the registrar made of them. */
export function registrationsTable(tenants: readonly TenantAnswer[]): string {
  const rows = tenants.map(({ tenantId, accountId, region, registration = 'none yet', heldBy }) => [
    tenantId,
    accountId,
    region,
    heldBy === undefined ? registration : `refused: ${tenantId} belongs to ${heldBy}`,
  ]);
  return renderTable(['tenant', 'account', 'Region', 'registration'], rows);
}
