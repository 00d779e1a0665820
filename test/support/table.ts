import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Creates a table on demand and waits until it can be used: `CreateTable` answers while it is still `CREATING`. */
export async function createTable(
  client: DynamoDBClient,
  table: Pick<
    CreateTableCommandInput,
    'TableName' | 'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes'
  >,
): Promise<void> {
  await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' }));
  const { TableName } = table;
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.01 }, { TableName });
}
