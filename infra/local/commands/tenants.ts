import type { TenantAnswer, TenantRequest } from '../system/tenant-control.ts';
import { askRunningSystem } from './running-system.ts';
import { registrationsTable } from './tenants-table.ts';

/** The commands of a second terminal. Each sends a request to the running system and prints the outcome. */

export async function deployTenant(
  tenantId: string,
  options: { readonly account?: string; readonly region?: string; readonly context?: readonly string[] },
): Promise<void> {
  const request: TenantRequest = {
    ...(options.account !== undefined && { accountId: options.account }),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.context !== undefined && { context: Object.fromEntries(options.context.map(contextEntry)) }),
  };
  sayOnInterrupt('deployment');
  const tenant = await askRunningSystem<TenantAnswer>('PUT', pathOf(tenantId), request);
  if (tenant.heldBy !== undefined)
    throw new Error(
      `The stack is deployed in ${tenant.accountId} (${tenant.region}), but ${tenantId} belongs to ${tenant.heldBy}: ` +
        'the registrar refuses the registration, which goes to the dead-letter queue.',
    );
  console.log(`${tenant.tenantId} is deployed in ${tenant.accountId} (${tenant.region}).`);
  if (tenant.renamedFrom !== undefined)
    console.log(`This renamed ${tenant.renamedFrom}, which is deregistered.`);
  for (const fault of tenant.drift ?? [])
    console.log(`${fault} An unchanged template does not repair it: destroy the tenant and deploy it again.`);
}

export async function destroyTenant(
  tenantId: string,
  { account }: { readonly account?: string },
): Promise<void> {
  const query = account === undefined ? '' : `?${new URLSearchParams({ accountId: account })}`;
  sayOnInterrupt('destruction');
  const tenant = await askRunningSystem<TenantAnswer>('DELETE', `${pathOf(tenantId)}${query}`);
  console.log(`${tenant.tenantId} is destroyed in ${tenant.accountId} (${tenant.region}).`);
}

export async function listTenants(): Promise<void> {
  const { tenants } = await askRunningSystem<{ tenants: readonly TenantAnswer[] }>('GET', '/_local/tenants');
  console.log(registrationsTable(tenants));
}

/** Ctrl-C ends only this command, as with CloudFormation. */
function sayOnInterrupt(work: string): void {
  process.once('SIGINT', () => {
    console.error(`The running system goes on with the ${work}; npm run local -- tenants shows the outcome.`);
    process.exit(130);
  });
}

function pathOf(tenantId: string): string {
  return `/_local/tenants/${encodeURIComponent(tenantId)}`;
}

function contextEntry(text: string): readonly [string, string] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new Error(`--context must be name=value, but is "${text}".`);
  return [text.slice(0, separator), text.slice(separator + 1)];
}
