import type { AccessClass } from '../../../../registrar/contract/access-class.ts';
import type { ApiScope } from '../../../../registrar/contract/names.ts';
import { ADMIN_SCOPE, MANAGE_SCOPE, READ_SCOPE, SEND_SCOPE } from '../../../../registrar/contract/names.ts';
import { renderTable } from '../../../access/render-table.ts';
import { UsageError } from '../../../access/usage-error.ts';
import type { Operator } from '../../operator.ts';
import { RefusedError } from '../../refused-error.ts';
import { changeItem, readAllItems, readTenant } from '../../tenants-table.ts';
import { addSecret, createClient, deleteClient, deleteSecret, listClients, secretsOf } from '../user-pool.ts';
import type { LookOptions } from './look.ts';

/** The scope that a client needs to use a binding of the class; `account` needs Admin. */
const SCOPE_OF: Readonly<Record<Exclude<AccessClass, 'account'>, ApiScope>> = {
  read: READ_SCOPE,
  send: SEND_SCOPE,
  manage: MANAGE_SCOPE,
  billing: MANAGE_SCOPE,
};

export interface NewClientOptions {
  readonly access: readonly AccessClass[];
  /** @default - the scopes that the access needs */
  readonly scopes?: readonly ApiScope[];
  /** @default - the tenantId */
  readonly name?: string;
  readonly json?: boolean;
}

/** `tenants new-client <tenant> --access …`: creates an OAuth client bound to the tenant. Its secret is shown once. */
export async function newClient(
  operator: Operator,
  tenantId: string,
  { access, scopes = scopesFor(access), name = tenantId, json }: NewClientOptions,
): Promise<void> {
  const { table, terminal, outputs, confirm } = operator;
  if (scopes.length === 0)
    throw new UsageError('The class account needs the scope api/Admin: add --scopes api/Admin.');
  const tenant = await readTenant(table, tenantId);
  if (scopes.includes(ADMIN_SCOPE))
    await confirm('Create a client with api/Admin? It can call the API for every tenant.');
  const { clientId, secret } = await createClient(operator, name, scopes);
  try {
    await changeItem(table, tenantId, tenant, { callers: { ...tenant.callers, [clientId]: [...access] } });
  } catch (error) {
    // Without a binding the client has no use.
    await deleteClient(operator, clientId).catch(() =>
      terminal.printError(`The client ${clientId} was created but not bound: delete it in the user pool.`),
    );
    throw error;
  }
  terminal.printError(
    `Created a client with ${scopes.join(' ')}, bound to ${tenantId} for ${access.join(', ')}. Its secret is not shown again:`,
  );
  const { TokenUrl, PinpointManagementAccountPinpointApiProxyApiEndpoint: endpoint } = outputs;
  terminal.print(credentials({ clientId, clientSecret: secret, tokenUrl: TokenUrl, endpoint }, json));
}

/** As assignments to paste into a shell, `CLIENT_ID=…`, or as JSON. */
function credentials(values: Readonly<Record<string, string>>, json = false): string {
  if (json) return JSON.stringify(values, undefined, 2);
  const variable = (name: string) => name.replaceAll(/[A-Z]/g, '_$&').toUpperCase();
  return Object.entries(values)
    .map(([name, value]) => `${variable(name)}=${value}`)
    .join('\n');
}

function scopesFor(access: readonly AccessClass[]): readonly ApiScope[] {
  return [...new Set(access.flatMap((each) => (each === 'account' ? [] : [SCOPE_OF[each]])))];
}

/** `tenants clients`: lists the clients of the user pool and the tenants that bind them. */
export async function clients(operator: Operator, { json }: LookOptions): Promise<void> {
  const { table, terminal } = operator;
  const items = await readAllItems(table);
  const tenantsOf = (clientId: string) =>
    items.filter(({ callers }) => Object.hasOwn(Object(callers), clientId)).map(({ pk }) => String(pk));
  const found = (
    await listClients(operator, (done, all) => terminal.printError(`  ${done} of ${all} clients`))
  ).map((client) => ({ ...client, tenants: tenantsOf(client.clientId) }));
  if (json === true) return terminal.print(JSON.stringify(found, undefined, 2));
  const rows = found.map(({ clientId, name, scopes, tenants }) => [
    clientId,
    name,
    scopes.join(' '),
    tenants.join('\n'),
  ]);
  terminal.print(renderTable(['client id', 'name', 'scopes', 'tenants'], rows));
}

/**
 * `tenants rotate-secret <client>`: adds a second secret, which is shown once. When all callers use it, `--finish`
 * deletes the older one. Cognito allows two secrets.
 */
export async function rotateSecret(
  operator: Operator,
  clientId: string,
  { finish = false, json }: { readonly finish?: boolean; readonly json?: boolean },
): Promise<void> {
  const { terminal, confirm } = operator;
  const [oldest, newest] = await secretsOf(operator, clientId);
  if (oldest === undefined) throw new RefusedError(`${clientId} is a public client, which has no secret.`);
  if (!finish) {
    if (newest !== undefined)
      throw new RefusedError(`${clientId} has two secrets: finish that rotation with --finish first.`);
    const secret = await addSecret(operator, clientId);
    terminal.printError(
      'Both secrets are valid until rotate-secret --finish. The new one is not shown again:',
    );
    return terminal.print(credentials({ clientId, clientSecret: secret }, json));
  }
  if (newest === undefined)
    throw new RefusedError(`${clientId} has one secret: there is no rotation to finish.`);
  await confirm(
    `Delete the secret of ${clientId} created at ${oldest.createdAt}? Callers that still use it get no token.`,
  );
  await deleteSecret(operator, clientId, oldest.id);
  terminal.print(
    `${clientId} has only the secret created at ${newest.createdAt}. Tokens of the old one expire within an hour.`,
  );
}
