import { setTimeout as delay } from 'node:timers/promises';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { LOCAL_TENANT_CLIENT } from './local-clients.ts';
import type { LocalSystem } from './local-system.ts';

/**
 * Binds the tenant's OAuth client to the tenant, as an operator does, as soon as the tenant is registered.
 *
 * @throws the table's error when the tenant is not registered in time
 */
export async function bindTenantClient(system: LocalSystem, timeoutMilliseconds = 15_000): Promise<void> {
  const { clientId, tenantId, access } = LOCAL_TENANT_CLIENT;
  const { database, TableName } = tableOf(system);
  const giveUpAt = Date.now() + timeoutMilliseconds;
  for (;;) {
    try {
      await database.run('UpdateItem', {
        TableName,
        Key: { pk: { S: tenantId } },
        // The update must not create an item: the tenant may not be registered yet.
        ConditionExpression: 'attribute_exists(revision)',
        UpdateExpression: 'SET callers = if_not_exists(callers, :callers)',
        ExpressionAttributeValues: {
          ':callers': { M: { [clientId]: { L: access.map((name) => ({ S: name })) } } },
        },
      });
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await delay(100);
    }
  }
}

export interface Holder {
  readonly accountId: string;
  /** Such as `Registered`, `Pending`, `Deregistered`. */
  readonly registration: string;
}

/** The account that the table names for a tenantId, whether the tenant is registered or a tombstone. */
export async function holderOf(system: LocalSystem, tenantId: string): Promise<Holder | undefined> {
  const { database, TableName } = tableOf(system);
  const { Item } = await database.run('GetItem', {
    TableName,
    Key: { pk: { S: tenantId } },
    ConsistentRead: true,
  });
  const { accountId, registration } = (Item ?? {}) as Partial<Record<keyof Holder, { S?: string }>>;
  if (accountId?.S === undefined || registration?.S === undefined) return undefined;
  return { accountId: accountId.S, registration: registration.S };
}

function tableOf({ aws, outputs }: LocalSystem) {
  const { accountId, region } = LOCAL_ACCOUNTS.management;
  return { database: aws.dynamoDb.database({ accountId, region }), TableName: outputs.TenantsTableName };
}
