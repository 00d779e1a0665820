import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { CALLBACKS_TABLE_NAME as TableName } from '../../../registrar/contract/names.ts';

/**
 * Deletes a name's callbacks, with URLs and secrets, so that the next tenant with the name does not inherit them.
 * Deliveries that still wait for them are dropped, and expire by their time to live.
 *
 * @returns how many there were; 0 when the deployment keeps no messages and has no such table
 */
export async function deleteCallbacks(
  client: DynamoDBDocumentClient,
  { accountId, tenantId }: { readonly accountId: string; readonly tenantId: string },
): Promise<number> {
  let deleted = 0;
  try {
    const query = {
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :account',
      FilterExpression: 'tenantId = :tenant',
      ExpressionAttributeValues: { ':account': accountId, ':tenant': tenantId },
      ProjectionExpression: 'pk, sk',
    };
    for await (const { Items = [] } of paginateQuery({ client }, query)) {
      for (const { pk, sk } of Items) await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
      deleted += Items.length;
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ResourceNotFoundException')) throw error;
  }
  return deleted;
}
