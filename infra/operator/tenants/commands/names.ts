import { ACCOUNT_ID } from '../../../../registrar/contract/aws-shapes.ts';
import { tenantGroup } from '../../../../registrar/contract/names.ts';
import { poll } from '../../../access/poll.ts';
import { UsageError } from '../../../access/usage-error.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { assertAsSeen, readItem, unknownTenant } from '../../tenants-table.ts';
import { deleteCallbacks } from '../callbacks-table.ts';
import { sendReconcile } from '../send-reconcile.ts';
import { approveTenant, assertReleasable, releaseName, reserveName } from '../tenant-names.ts';
import { summarize } from '../tenant-summary.ts';

/** How long the registrar may take for one message when others are queued before it. */
const REGISTRATION_SECONDS = 60;

/** `tenants reserve <tenant> <account>`: reserves a name that is unannounced or pending for one account. */
export async function reserve(
  { table, terminal, confirm }: Operator,
  tenantId: string,
  accountId: string,
): Promise<void> {
  assertAccount(accountId);
  const seen = await readItem(table, tenantId);
  if (seen?.reservedFor === accountId)
    return terminal.print(`${tenantId} is already reserved for account ${accountId}.`);
  const others = new Set([seen?.reservedFor, seen?.accountId].filter((other) => other !== undefined));
  others.delete(accountId);
  if (others.size > 0)
    await confirm(
      `Take the name ${tenantId} away from account ${[...others].join(', ')}, and delete its bindings?`,
    );
  await reserveName(table, tenantId, seen, accountId);
  terminal.print(`${tenantId} is reserved for account ${accountId}.`);
}

/** `tenants approve <tenant> <account>`: admits a pending tenant. The operator names the account that was checked. */
export async function approve(operator: Operator, tenantId: string, accountId: string): Promise<void> {
  assertAccount(accountId);
  const { table, terminal } = operator;
  const seen = await readItem(table, tenantId);
  if (seen === undefined) throw new RefusedError(await unknownTenant(table, tenantId));
  await approveTenant(table, tenantId, seen, accountId);
  await sendReconcile(operator);
  terminal.printError('  approved; waiting for the registrar …');
  const registered = await poll(operator, REGISTRATION_SECONDS, async () =>
    (await readItem(table, tenantId))?.registration === 'Registered' ? true : undefined,
  );
  if (registered === undefined)
    throw new RefusedError(
      `${tenantId} is approved, but was not registered within ${REGISTRATION_SECONDS} seconds. Look at the registrar's log; the hourly reconcile tries again.`,
    );
  terminal.print(`${tenantId} of account ${accountId} is registered.`);
}

/**
 * `tenants release <tenant>`: deletes a tombstone, a reservation or a ghost item, so that any account may take the
 * name. Callbacks of the name are deleted first, so that a release that ends half-way does not leave them to the next
 * tenant.
 */
export async function release({ table, terminal, confirm }: Operator, tenantId: string): Promise<void> {
  const seen = await readItem(table, tenantId);
  if (seen === undefined) throw new RefusedError(await unknownTenant(table, tenantId));
  assertReleasable(tenantId, seen);
  const { registration, accountId, reservedFor } = summarize(seen);
  const holder = accountId ?? reservedFor;
  const holderText = holder === undefined ? '' : ` of account ${holder}`;
  await confirm(
    `Release ${tenantId} (${registration}${holderText})? Its bindings and callbacks are deleted, and any account may take the name.`,
  );
  await assertAsSeen(table, tenantId, seen);
  const callbacks =
    accountId === undefined ? 0 : await deleteCallbacks(table.client, { accountId, tenantId });
  await releaseName(table, tenantId, seen);
  if (callbacks > 0) terminal.printError(`  deleted ${callbacks} of its callbacks`);
  terminal.printError(
    `  members of the group ${tenantGroup(tenantId)} will be bound to the next tenant of this name`,
  );
  terminal.print(`The name ${tenantId} is free.`);
}

function assertAccount(accountId: string): void {
  if (!ACCOUNT_ID.test(accountId))
    throw new UsageError(`"${accountId}" is not an account id, which has 12 digits.`);
}
