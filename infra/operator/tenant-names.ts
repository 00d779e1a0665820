import { parseTenantItem } from '../../registrar/contract/tenant-record.ts';
import { RefusedError } from './refused-error.ts';
import { changeItem, deleteItem, type SeenItem, type TenantsTable } from './tenants-table.ts';

/**
 * Lets one account alone bear a name, before anybody has announced it or while it waits for approval. In mode `approve`
 * that account's announcement is admitted at once. Bindings that were made for another account's tenant go.
 *
 * @throws RefusedError when another account has been admitted with the name, or when the item has changed since
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
      `Account ${seen.accountId} has the name ${tenantId}. Release it once its tenant has left.`,
    );
  // Who was bound to the tenant of another account is not bound to this one's.
  const wasOthers = seen !== undefined && (seen.accountId ?? accountId) !== accountId;
  const unbound = { callers: undefined, allowedCallers: undefined, exclusive: undefined };
  await changeItem(table, tenantId, seen, { reservedFor: accountId, ...(wasOthers && unbound) });
}

/**
 * Approves a tenant that waits: reserves its name for the account that was seen with it. The registrar registers it with
 * the next reconcile message (`reconcileMessage`), the hourly one at the latest.
 *
 * @throws RefusedError when that account does not wait with this name (any longer)
 */
export async function approveTenant(
  table: TenantsTable,
  tenantId: string,
  seen: SeenItem,
  accountId: string,
): Promise<void> {
  if (seen?.registration !== 'Pending' || seen.accountId !== accountId)
    throw new RefusedError(`Account ${accountId} does not wait for approval as ${tenantId}.`);
  await changeItem(table, tenantId, seen, { reservedFor: accountId });
}

/**
 * Frees a name for any account: a tombstone's, a withdrawn one's, a reservation's or a ghost's. The operator's attributes
 * of the item go with it.
 *
 * @throws RefusedError when the tenant is registered or waits, or when the item has changed since
 */
export async function releaseName(
  table: TenantsTable,
  tenantId: string,
  seen: NonNullable<SeenItem>,
): Promise<void> {
  assertReleasable(tenantId, seen);
  await deleteItem(table, tenantId, seen);
}

/** @throws RefusedError when the tenant is registered or waits, or nobody can say */
export function assertReleasable(tenantId: string, seen: NonNullable<SeenItem>): void {
  const { registration } = seen;
  if (registration === 'Deregistered' || registration === 'Withdrawn') return;
  if (parseTenantItem(seen).kind === 'unannounced') return;
  if (registration === 'Registered')
    throw new RefusedError(`${tenantId} is registered: destroy its stack first, or suspend it.`);
  if (registration === 'Pending')
    throw new RefusedError(`${tenantId} waits for approval: destroy its stack, or reserve the name.`);
  throw new RefusedError(`The item of ${tenantId} does not say whether its tenant has left: mend it first.`);
}
