import { renderTable } from '../../../access/render-table.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { readAllItems, readItem, unknownTenant } from '../../tenants-table.ts';
import { callerLines, summarize, type TenantSummary } from '../tenant-summary.ts';

export interface LookOptions {
  readonly json?: boolean;
}

/** `tenants list` */
export async function list({ table, terminal }: Operator, { json }: LookOptions): Promise<void> {
  const tenants = (await readAllItems(table)).map(summarize);
  if (json === true) return terminal.print(JSON.stringify(tenants, undefined, 2));
  const head = ['tenant', 'account', 'Region', 'registration', 'status', 'callers', 'last announcement'];
  terminal.print(renderTable(head, tenants.map(rowOf)));
}

/** `tenants show <tenant>` */
export async function show(
  { table, terminal }: Operator,
  tenantId: string,
  { json }: LookOptions,
): Promise<void> {
  const item = await readItem(table, tenantId);
  if (item === undefined) throw new RefusedError(await unknownTenant(table, tenantId));
  const summary = summarize(item);
  if (json === true) return terminal.print(JSON.stringify(summary, undefined, 2));
  const { callers: _, allowedCallers: __, ...rest } = summary;
  const rows = Object.entries(rest).map(([name, value]) => [name, String(value)]);
  terminal.print(
    renderTable(['attribute', 'value'], [...rows, ['callers', callerLines(summary).join('\n')]]),
  );
}

function rowOf(tenant: TenantSummary): readonly string[] {
  const { tenantId, accountId, region, registration, status, reservedFor, exclusive, lastAnnouncement } =
    tenant;
  return [
    tenantId,
    accountId ?? (reservedFor === undefined ? '' : `(${reservedFor})`),
    region ?? '',
    registration,
    status ?? tenant.damagedAttributes?.join(', ') ?? '',
    [...(exclusive === true ? ['exclusive'] : []), ...callerLines(tenant)].join('\n'),
    lastAnnouncement?.replace(/\.\d+Z$/, 'Z') ?? '',
  ];
}
