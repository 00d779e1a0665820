import Table from 'cli-table3';
import { readPorts } from './ports.ts';
import type { TenantAnswer, TenantRequest } from './tenant-control.ts';

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
  const tenant = await ask<TenantAnswer>('PUT', `/${encodeURIComponent(tenantId)}`, request);
  if (tenant.heldBy !== undefined)
    throw new Error(
      `The stack stands in ${tenant.accountId} (${tenant.region}), but ${tenantId} belongs to ${tenant.heldBy}: ` +
        'the registrar refuses the registration, which goes to the dead-letter queue.',
    );
  console.log(`${tenant.tenantId} is deployed in ${tenant.accountId} (${tenant.region}).`);
  if (tenant.renamedFrom !== undefined)
    console.log(`It was ${tenant.renamedFrom} before: that tenant has deregistered.`);
}

export async function destroyTenant(
  tenantId: string,
  { account }: { readonly account?: string },
): Promise<void> {
  const query = account === undefined ? '' : `?${new URLSearchParams({ accountId: account })}`;
  const tenant = await ask<TenantAnswer>('DELETE', `/${encodeURIComponent(tenantId)}${query}`);
  console.log(`${tenant.tenantId} is gone from ${tenant.accountId} (${tenant.region}).`);
}

export async function listTenants(): Promise<void> {
  const { tenants } = await ask<{ tenants: readonly TenantAnswer[] }>('GET', '');
  const table = new Table({ head: ['tenant', 'account', 'Region'], style: { head: [], border: [] } });
  table.push(...tenants.map(({ tenantId, accountId, region }) => [tenantId, accountId, region]));
  console.log(table.toString());
}

function contextEntry(text: string): readonly [string, string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new Error(`--context must be name=value, not "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}

async function ask<T>(method: string, path: string, body?: TenantRequest): Promise<T> {
  const url = `http://127.0.0.1:${readPorts(process.env).endpoint}/_local/tenants${path}`;
  const response = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  }).catch(() => {
    throw new Error(
      `Nothing answers at ${new URL(url).origin}. Run npm start first; LOCAL_AWS_PORT names its port.`,
    );
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The local system answered ${response.status}.`);
  return answer;
}
