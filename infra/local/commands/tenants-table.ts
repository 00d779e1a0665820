import { renderTable } from '../../operator/render-table.ts';
import type { TenantAnswer } from '../system/tenant-control.ts';

/** Where the tenant stacks are deployed, in the form of `npm run tenants -- list`. */
export function tenantsTable(tenants: readonly TenantAnswer[]): string {
  const rows = tenants.map(({ tenantId, accountId, region }) => [tenantId, accountId, region]);
  return renderTable(['tenant', 'account', 'Region'], rows);
}
