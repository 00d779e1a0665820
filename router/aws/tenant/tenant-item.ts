import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ReadTenantItem } from './tenants.ts';

/** Consistent, so that a change is seen within the cache's time and not a moment later; it costs one read a minute. */
export function createReadTenantItem(client: DynamoDBDocumentClient, TableName: string): ReadTenantItem {
  return async (tenantId, abortSignal) => {
    const command = new GetCommand({ TableName, Key: { pk: tenantId }, ConsistentRead: true });
    const { Item } = await client.send(command, { abortSignal });
    return Item;
  };
}
