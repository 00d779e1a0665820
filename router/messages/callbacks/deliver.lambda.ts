import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { createReadTenantItem } from '../../aws/tenant/tenant-item.ts';
import { createMessageReads } from '../table/table-reads.ts';
import { createCheckUrl } from './attempt/callback-url.ts';
import { createPayloadOf } from './attempt/payload.ts';
import { createPost } from './attempt/post.ts';
import { readDeliverConfig } from './config.ts';
import { parseDelivery } from './delivery.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { createDeliver } from './flow/deliver.ts';
import { createStandingOf } from './flow/standing.ts';
import { createCallbackReport } from './report.ts';
import { createCallbackStates } from './table/callback-states.ts';
import { createWaitingDeliveries } from './table/waiting-deliveries.ts';

const config = readDeliverConfig();
const transport = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
const client = DynamoDBDocumentClient.from(new DynamoDBClient(transport));
const report = createCallbackReport();
const now = Date.now;

const deliver = createDeliver({
  callbacks: createCallbackStates(client, config.callbacksTable, now),
  standingOf: createStandingOf(createReadTenantItem(client, config.tenantsTable), now),
  waiting: createWaitingDeliveries(client, config.callbacksTable, now),
  queue: createDeliveryQueue(new SQSClient(transport), config),
  payloadOf: createPayloadOf({ reads: createMessageReads(client, config.messagesTable), now }),
  post: createPost({ checkUrl: createCheckUrl(config) }),
  report,
  now,
});

/**
 * Lambda entry for a batch of deliveries, which run concurrently. A callback's failure does not fail its queue message.
 */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const results = await Promise.all(Records.map(deliverRecord));
  report.flush();
  return { batchItemFailures: results.filter((failed) => failed !== undefined) };
}

async function deliverRecord({ messageId, body }: SQSRecord) {
  try {
    await deliver(parseDelivery(body));
    return undefined;
  } catch (error) {
    report.failure('A delivery could not be processed and will be tried again', error);
    return { itemIdentifier: messageId };
  }
}
