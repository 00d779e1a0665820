import { DeleteCommand, type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { CALLBACKS_TABLE_NAME as TableName } from '../../../registrar/contract/names.ts';

/**
 * Takes a name's callbacks away, URLs and secrets, so that nobody who bears it later inherits them. What still waits for
 * them is told to nobody and goes by its time to live.
 *
 * @returns how many there were; none where the deployment keeps no messages and so has no such table
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
