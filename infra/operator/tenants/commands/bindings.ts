import type { AccessClass } from '../../../../registrar/contract/access-class.ts';
import { ACCESS_CLASSES } from '../../../../registrar/contract/access-class.ts';
import { UsageError } from '../../../access/usage-error.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { changeItem, readAllItems, readTenant } from '../../tenants-table.ts';
import { assertClient } from '../user-pool.ts';

const IAM_CALLER = /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

export interface AccessOptions {
  readonly access: readonly AccessClass[];
}

/** `tenants bind <tenant> <caller> --access …`: binds the caller for exactly these classes. */
export async function bind(
  operator: Operator,
  tenantId: string,
  caller: string,
  { access }: AccessOptions,
): Promise<void> {
  const { table, terminal, confirm } = operator;
  const tenant = await readTenant(table, tenantId);
  await assertCaller(operator, caller);
  const { callers = {} } = tenant;
  const before = callers[caller] ?? [];
  const lost = before.filter((each) => !access.includes(each));
  if (lost.length > 0)
    await confirm(`Remove ${lost.join(', ')} from the binding of ${caller} to ${tenantId}?`);
  await changeItem(table, tenantId, tenant, { callers: { ...callers, [caller]: [...access] } });
  terminal.print(
    `${caller} is bound to ${tenantId} for ${access.join(', ')}. The router sees it within 30 seconds.`,
  );
}

/** `tenants unbind <tenant> <caller>` */
export async function unbind(
  { table, terminal, confirm }: Operator,
  tenantId: string,
  caller: string,
): Promise<void> {
  const tenant = await readTenant(table, tenantId);
  const { callers = {} } = tenant;
  if (tenant.allowedCallers?.includes(caller))
    throw new RefusedError(
      `${caller} is in allowedCallers of ${tenantId}: run npm run tenants -- migrate first.`,
    );
  if (!Object.hasOwn(callers, caller))
    throw new RefusedError(
      `${caller} is not bound to ${tenantId}; npm run tenants -- show ${tenantId} lists the bound callers.`,
    );
  const { [caller]: bound = [], ...others } = callers;
  await confirm(`Unbind ${caller} from ${tenantId}? It is bound for ${bound.join(', ')}.`);
  await changeItem(table, tenantId, tenant, { callers: others });
  terminal.print(`${caller} is no longer bound to ${tenantId}. The router sees it within 30 seconds.`);
}

/** `tenants migrate`: rewrites `allowedCallers` as `callers` with all classes and `exclusive`, which mean the same. */
export async function migrate({ table, terminal, confirm }: Operator): Promise<void> {
  const old = (await readAllItems(table)).filter(({ allowedCallers }) => allowedCallers !== undefined);
  if (old.length === 0) return terminal.print('No tenant has allowedCallers.');
  await confirm(
    `Rewrite allowedCallers of ${old.map(({ pk }) => pk).join(', ')}? The same callers may call as before.`,
  );
  const failed: string[] = [];
  for (const [index, { pk }] of old.entries()) {
    const tenantId = String(pk);
    try {
      const tenant = await readTenant(table, tenantId);
      const callers = { ...tenant.callers };
      for (const caller of tenant.allowedCallers ?? []) callers[caller] = [...ACCESS_CLASSES];
      await changeItem(table, tenantId, tenant, {
        callers,
        exclusive: true,
        allowedCallers: undefined,
      });
      terminal.printError(`  ${index + 1} of ${old.length}  ${tenantId}`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      failed.push(error.message);
    }
  }
  terminal.print(`${old.length - failed.length} of ${old.length} tenants were rewritten.`);
  if (failed.length > 0) throw new RefusedError(failed.join('\n'));
}

/**
 * Refuses a misspelt caller, whose binding would have no effect.
 *
 * @throws UsageError when the caller is neither a client id nor an ARN; RefusedError when the client does not exist
 */
async function assertCaller(operator: Operator, caller: string): Promise<void> {
  if (!caller.startsWith('arn:')) return await assertClient(operator, caller);
  if (!IAM_CALLER.test(caller))
    throw new UsageError(
      `${caller} is not the ARN of an IAM role or user. For a role's session, give the role: arn:aws:iam::<account>:role/<name>.`,
    );
}
