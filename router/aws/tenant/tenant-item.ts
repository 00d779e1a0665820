import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ReadTenantItem } from './tenants.ts';

/** A consistent read, so that a change is visible within the cache's time at most; it costs one read a minute. */
export function createReadTenantItem(client: DynamoDBDocumentClient, TableName: string): ReadTenantItem {
  return async (tenantId, abortSignal) => {
    const command = new GetCommand({ TableName, Key: { pk: tenantId }, ConsistentRead: true });
    const { Item } = await client.send(command, { abortSignal });
    return Item;
  };
}
