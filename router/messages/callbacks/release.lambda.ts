import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createReadTenantItem } from '../../aws/tenant/tenant-item.ts';
import { readReleaseConfig } from './config.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { createRelease } from './flow/release.ts';
import { createStandingOf } from './flow/standing.ts';
import { createCallbackReport } from './report.ts';
import { createCallbackStates } from './table/callback-states.ts';
import { createWaitingDeliveries } from './table/waiting-deliveries.ts';

/** A run ends before the next one begins. */
const RUN_MILLISECONDS = 50_000;

const config = readReleaseConfig();
const transport = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};
const client = DynamoDBDocumentClient.from(new DynamoDBClient(transport));
const report = createCallbackReport();
const now = Date.now;

const release = createRelease({
  callbacks: createCallbackStates(client, config.callbacksTable, now),
  standingOf: createStandingOf(createReadTenantItem(client, config.tenantsTable), now),
  waiting: createWaitingDeliveries(client, config.callbacksTable, now),
  queue: createDeliveryQueue(new SQSClient(transport), config),
  report,
  now,
});

/** Lambda entry; a schedule invokes it every minute. */
export async function handler(): Promise<void> {
  await release(now() + RUN_MILLISECONDS);
  report.flush();
}
