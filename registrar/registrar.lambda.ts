import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createBatchHandler } from './batch.ts';
import { createEventBucket } from './bucket/event-bucket.ts';
import { parseRegistrarConfig, partitionOf } from './config.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createReconcile } from './reconcile.ts';
import { createRegister } from './register.ts';
import { createReport } from './report.ts';
import { createTenantTable } from './tenant-table.ts';

/** One hanging call must not use up the batch's time. */
const transport = {
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

const config = parseRegistrarConfig(process.env);
const report = createReport();
const table = createTenantTable(DynamoDBDocumentClient.from(new DynamoDBClient(transport)), config.tableName);
const bucket = createEventBucket(new S3Client(transport), config.bucketName);
const deadLetters = createDeadLetters(new SQSClient(transport), config.deadLetterQueueUrl);
let handleBatch: ReturnType<typeof createBatchHandler> | undefined;

/** Lambda entry for batches of the FIFO registration queue, one at a time. */
export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  handleBatch ??= build(partitionOf(config, context.invokedFunctionArn));
  try {
    return await handleBatch(event.Records);
  } finally {
    report.flush();
  }
}

function build(partition: string) {
  return createBatchHandler({
    beginBatch: createRegister({
      table,
      partition,
      mode: config.registrationMode,
      maxNamesPerAccount: config.maxNamesPerAccount,
      now: Date.now,
      report,
    }),
    reconcile: createReconcile({ table, bucket, grant: { ...config, partition }, report }),
    deadLetters,
    report,
  });
}
