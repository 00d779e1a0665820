import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MESSAGES_TABLE_NAME } from '../../registrar/contract/names.ts';
import { BY_DESTINATION_INDEX, BY_TIME_INDEX } from '../../router/messages/table/keys.ts';
import { createTable } from './table.ts';

/** `PinpointMessages` with the keys that the stack gives it. */
export async function createMessagesTable(client: DynamoDBClient): Promise<void> {
  const index = (IndexName: string, partition: string) => ({
    IndexName,
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' as const },
      { AttributeName: 'sortKey', KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  });
  await createTable(client, {
    TableName: MESSAGES_TABLE_NAME,
    AttributeDefinitions: ['pk', 'listKey', 'toKey', 'sortKey'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [index(BY_TIME_INDEX, 'listKey'), index(BY_DESTINATION_INDEX, 'toKey')],
  });
}
