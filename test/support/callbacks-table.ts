import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CALLBACKS_TABLE_NAME } from '../../registrar/contract/names.ts';
import { BY_WAITING_INDEX } from '../../router/messages/callbacks/table/callback-item.ts';
import { createTable } from './table.ts';

/** `PinpointCallbacks` with the keys that the stack gives it. */
export async function createCallbacksTable(client: DynamoDBClient): Promise<void> {
  await createTable(client, {
    TableName: CALLBACKS_TABLE_NAME,
    AttributeDefinitions: ['pk', 'sk', 'waiting', 'callbackId'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: BY_WAITING_INDEX,
        KeySchema: [
          { AttributeName: 'waiting', KeyType: 'HASH' },
          { AttributeName: 'callbackId', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
}
