import type { Operator } from '../../operator.ts';
import { changeItem, readTenant } from '../../tenants-table.ts';

/** The router caches a tenant for so long at most (`TENANT_CACHE_TTL_SECONDS`). */
const SEEN_BY_ROUTER = 'The router sees it within 30 seconds.';

/**
 * `tenants suspend <tenant> --reason …`: the API answers 403 and callbacks pause. The tenant's events are still
 * collected.
 */
export async function suspend(
  { table, terminal, confirm }: Operator,
  tenantId: string,
  { reason }: { readonly reason: string },
): Promise<void> {
  const tenant = await readTenant(table, tenantId);
  await confirm(
    `Suspend ${tenantId} of account ${tenant.accountId}? All requests for it will be refused, and its callbacks pause.`,
  );
  await changeItem(table, tenantId, tenant, { status: 'suspended', statusReason: reason });
  terminal.print(`${tenantId} is suspended. ${SEEN_BY_ROUTER}`);
}

/** `tenants resume <tenant>` */
export async function resume({ table, terminal }: Operator, tenantId: string): Promise<void> {
  const tenant = await readTenant(table, tenantId);
  if (tenant.status !== 'suspended') return terminal.print(`${tenantId} is not suspended.`);
  await changeItem(table, tenantId, tenant, { status: 'active', statusReason: undefined });
  terminal.print(`${tenantId} is active again. ${SEEN_BY_ROUTER}`);
}

/** Attributes that are on or off, with the value that an absent attribute means. */
export const SWITCHES = { exclusive: 'off', defaultConfigurationSet: 'on' } as const;

/** `tenants set <tenant> <attribute> on|off` */
export async function setSwitch(
  { table, terminal, confirm }: Operator,
  tenantId: string,
  attribute: keyof typeof SWITCHES,
  value: 'on' | 'off',
): Promise<void> {
  const tenant = await readTenant(table, tenantId);
  if (attribute === 'exclusive' && value === 'on')
    await confirm(
      `Make ${tenantId} exclusive? It then refuses callers with api/Admin that it does not bind.`,
    );
  const isDefault = SWITCHES[attribute] === value;
  await changeItem(table, tenantId, tenant, { [attribute]: isDefault ? undefined : value === 'on' });
  terminal.print(`${attribute} of ${tenantId} is ${value}. ${SEEN_BY_ROUTER}`);
}
