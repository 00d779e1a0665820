import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createAnnounce } from './callbacks/announce.ts';
import { createDeliveryQueue } from './callbacks/delivery-queue.ts';
import { createRegisteredCallbacks } from './callbacks/table/registered-callbacks.ts';
import { readReaderConfig } from './config.ts';
import { createReader } from './reader.ts';
import { createReport } from './report.ts';
import { createFoldIntoTable } from './table/fold-into-table.ts';

/** One hanging call must not use up the batch's time. */
const transport = {
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

const config = readReaderConfig();
const report = createReport();
const s3 = new S3Client(transport);
const client = DynamoDBDocumentClient.from(new DynamoDBClient(transport));
const deliveries = createDeliveryQueue(new SQSClient(transport), { queueUrl: config.callbackQueueUrl });
const announce = createAnnounce({
  callbacks: createRegisteredCallbacks(client, config.callbacksTable, Date.now),
  queue: async () => deliveries,
  now: Date.now,
});

const read = createReader({
  bucketName: config.bucketName,
  foldIntoTable: createFoldIntoTable({ ...config, client, now: Date.now, announce }),
  openObject,
  report,
  now: Date.now,
});

/** Lambda entry for batches of two queues: the bucket's notifications, and events from the bus. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed = await read(Records);
  report.flush();
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function openObject(Key: string): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: config.bucketName, Key }));
  if (Body === undefined) throw new Error('S3 answered without a body.');
  return Body as AsyncIterable<Uint8Array>;
}
