import Table from 'cli-table3';
import type { TenantAnswer, TenantRequest } from '../system/tenant-control.ts';
import { askRunningSystem } from './running-system.ts';

/** The commands of a second terminal: each asks the running system and prints what came of it. */

export async function deployTenant(
  tenantId: string,
  options: { readonly account?: string; readonly region?: string; readonly context?: readonly string[] },
): Promise<void> {
  const request: TenantRequest = {
    ...(options.account !== undefined && { accountId: options.account }),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.context !== undefined && { context: Object.fromEntries(options.context.map(contextEntry)) }),
  };
  const tenant = await askRunningSystem<TenantAnswer>('PUT', pathOf(tenantId), request);
  if (tenant.heldBy !== undefined)
    throw new Error(
      `The stack stands in ${tenant.accountId} (${tenant.region}), but ${tenantId} belongs to ${tenant.heldBy}: ` +
        'the registrar refuses the registration, which goes to the dead-letter queue.',
    );
  console.log(`${tenant.tenantId} is deployed in ${tenant.accountId} (${tenant.region}).`);
  if (tenant.renamedFrom !== undefined)
    console.log(`It was ${tenant.renamedFrom} before: that tenant has deregistered.`);
  for (const fault of tenant.drift ?? [])
    console.log(
      `${fault} The template has not changed, so this deployment left it: destroy and deploy again.`,
    );
}

export async function destroyTenant(
  tenantId: string,
  { account }: { readonly account?: string },
): Promise<void> {
  const query = account === undefined ? '' : `?${new URLSearchParams({ accountId: account })}`;
  const tenant = await askRunningSystem<TenantAnswer>('DELETE', `${pathOf(tenantId)}${query}`);
  console.log(`${tenant.tenantId} is gone from ${tenant.accountId} (${tenant.region}).`);
}

export async function listTenants(): Promise<void> {
  const { tenants } = await askRunningSystem<{ tenants: readonly TenantAnswer[] }>('GET', '/_local/tenants');
  const table = new Table({ head: ['tenant', 'account', 'Region'], style: { head: [], border: [] } });
  table.push(...tenants.map(({ tenantId, accountId, region }) => [tenantId, accountId, region]));
  console.log(table.toString());
}

function pathOf(tenantId: string): string {
  return `/_local/tenants/${encodeURIComponent(tenantId)}`;
}

function contextEntry(text: string): readonly [string, string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new Error(`--context must be name=value, not "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}
