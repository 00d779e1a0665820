import { parseTenantItem } from '../../../registrar/contract/tenant-record.ts';
import { RefusedError } from '../refused-error.ts';
import { changeItem, deleteItem, type SeenItem, type TenantsTable } from '../tenants-table.ts';

/**
 * Reserves a name that is unannounced or pending for one account. In mode `approve`
 * that account's announcement is then admitted at once. Bindings for another account's tenant are deleted.
 *
 * @throws RefusedError when another account has been admitted with the name, or when the item has changed meanwhile
 */
export async function reserveName(
  table: TenantsTable,
  tenantId: string,
  seen: SeenItem,
  accountId: string,
): Promise<void> {
  const held = seen?.registration === 'Registered' || seen?.registration === 'Deregistered';
  if (held && seen.accountId !== accountId)
    throw new RefusedError(
      `Account ${seen.accountId} has the name ${tenantId}. It can be released once its tenant has left.`,
    );
  // Who was bound to the tenant of another account is not bound to this one's.
  const wasOthers = seen !== undefined && (seen.accountId ?? accountId) !== accountId;
  const unbound = { callers: undefined, allowedCallers: undefined, exclusive: undefined };
  await changeItem(table, tenantId, seen, { reservedFor: accountId, ...(wasOthers && unbound) });
}

/**
 * Approves a pending tenant: reserves its name for the account that announced it. The registrar registers it with the
 * next reconcile message (`reconcileMessage`), the hourly one at the latest.
 *
 * @throws RefusedError when that account is not, or no longer, pending with this name
 */
export async function approveTenant(
  table: TenantsTable,
  tenantId: string,
  seen: SeenItem,
  accountId: string,
): Promise<void> {
  if (seen?.registration !== 'Pending' || seen.accountId !== accountId)
    throw new RefusedError(`Account ${accountId} has no pending registration of ${tenantId}.`);
  await changeItem(table, tenantId, seen, { reservedFor: accountId });
}

/**
 * Frees the name of a tombstone, a withdrawn registration, a reservation or a ghost item. The operator's attributes of
 * the item are deleted, too.
 *
 * @throws RefusedError when the tenant is registered or pending, or when the item has changed meanwhile
 */
export async function releaseName(
  table: TenantsTable,
  tenantId: string,
  seen: NonNullable<SeenItem>,
): Promise<void> {
  assertReleasable(tenantId, seen);
  await deleteItem(table, tenantId, seen);
}

/** @throws RefusedError when the tenant is registered or pending, or its state cannot be read */
export function assertReleasable(tenantId: string, seen: NonNullable<SeenItem>): void {
  const { registration } = seen;
  if (registration === 'Deregistered' || registration === 'Withdrawn') return;
  if (parseTenantItem(seen).kind === 'unannounced') return;
  if (registration === 'Registered')
    throw new RefusedError(`${tenantId} is registered: destroy its stack first, or suspend it.`);
  if (registration === 'Pending')
    throw new RefusedError(`${tenantId} waits for approval: destroy its stack, or reserve the name.`);
  throw new RefusedError(
    `The item of ${tenantId} is damaged and does not show whether its tenant has left: repair it first.`,
  );
}
