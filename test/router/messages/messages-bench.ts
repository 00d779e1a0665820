import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { expect } from 'vitest';
import { MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { createMessages } from '../../../router/messages/messages.ts';
import { createReader, type QueuedMessage } from '../../../router/messages/reader.ts';
import { createFoldIntoTable } from '../../../router/messages/table/fold-into-table.ts';
import { createMessagesTable } from '../../support/messages-table.ts';
import { createRig } from '../rig.ts';
import { notification, statusRecord } from './events.ts';

const { management } = LOCAL_ACCOUNTS;
export const BUCKET = 'pinpoint-event-stream-data-111111111111-us-east-1';
export const NUMBER = '+14254147755';

export type MessagesBench = Awaited<ReturnType<typeof createMessagesBench>>;

/** The router with a table of messages, and the message reader on a bucket in memory, by a clock that a test moves. */
export async function createMessagesBench() {
  const rig = await createRig();
  const { accessKeyId, secretAccessKey, region } = management;
  const dynamoDb = new DynamoDBClient({
    endpoint: rig.aws.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  await createMessagesTable(dynamoDb);
  const table = `arn:aws:dynamodb:${region}:${management.accountId}:table/${MESSAGES_TABLE_NAME}`;
  rig.iam.putRolePolicy(rig.routerRole.arn, 'messages', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['dynamodb:PutItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      Resource: [table, `${table}/index/*`],
    },
  });
  const router = rig.startRouter({ environment: { MESSAGES_TABLE: MESSAGES_TABLE_NAME } });
  const now = () => rig.clock.now();
  const client = DynamoDBDocumentClient.from(dynamoDb);
  const options = { client, tableName: MESSAGES_TABLE_NAME, retentionDays: 30, now };
  /** The objects of the event bucket. */
  const objects = new Map<string, string>();
  /** The types of the events that callbacks would be told of. */
  const announced: string[] = [];
  let counts: Record<string, number> = {};
  const reader = createReader({
    bucketName: BUCKET,
    async openObject(key) {
      const text = objects.get(key);
      if (text === undefined) throw new Error('NoSuchKey');
      return (async function* () {
        yield Buffer.from(text);
      })();
    },
    foldIntoTable: createFoldIntoTable({
      ...options,
      announce: async ({ news }) => void announced.push(...news.map(({ type }) => type)),
    }),
    report: {
      count(metric, occurrences = 1) {
        counts[metric] = (counts[metric] ?? 0) + occurrences;
      },
      failure() {},
    },
    now,
  });
  let keys = 0;

  const bench = {
    rig,
    router,
    messages: createMessages(options),
    objects,
    announced,
    /** The reader's metrics of the latest batch. */
    counts: () => counts,
    /** Has the reader process a batch. */
    async read(batch: readonly QueuedMessage[]): Promise<readonly string[]> {
      counts = {};
      return await reader(batch);
    },
    async tell(...messages: readonly object[]): Promise<readonly string[]> {
      return await bench.read(
        messages.map((message, index) => ({ messageId: `q-${index}`, body: JSON.stringify(message) })),
      );
    },
    /** Puts an object into the bucket and has the reader notified of it. */
    async deliver(key: string, ...records: readonly object[]): Promise<readonly string[]> {
      objects.set(key, records.map((record) => JSON.stringify(record)).join('\n'));
      return await bench.tell(notification(BUCKET, key));
    },
    keyOf({ accountId }: { accountId: string }): string {
      keys += 1;
      return `accountId=${accountId}/date=2026-11-26/PinpointEvents-1-2026-11-26-10-00-00-${keys}`;
    },
    /** A status of a message, some time after now. */
    status(messageId: string, eventType: string, after = 0, changes: object = {}) {
      return statusRecord({
        messageId,
        eventType,
        eventTimestamp: now() + after,
        isFinal: !eventType.endsWith('SENT'),
        messageRequestTimestamp: now(),
        ...changes,
      });
    },
    async send(tenant = 'acme', changes: object = {}): Promise<string> {
      const answer = await router.post(`/${tenant}/SendTextMessage`, {
        DestinationPhoneNumber: NUMBER,
        MessageBody: 'the secret is 1234',
        Context: { order: 'order-4711' },
        ...changes,
      });
      expect(answer.status).toBe(200);
      return answer.body.MessageId;
    },
    /** Waits until the accepted message is written: the machine of a test may be slower than the router waits. */
    async recorded(messageId: string): Promise<void> {
      await expect.poll(() => bench.statusOf(messageId)).toBeDefined();
    },
    async describeMessages(input: object = {}, tenant = 'acme') {
      const answer = await router.post(`/${tenant}/DescribeMessages`, input);
      expect(answer).toMatchObject({ status: 200 });
      return answer.body as { Messages: Record<string, unknown>[]; NextToken?: string };
    },
    async statusOf(messageId: string, tenant = 'acme'): Promise<Record<string, unknown> | undefined> {
      const { Messages } = await bench.describeMessages({ MessageIds: [messageId] }, tenant);
      return Messages[0];
    },
    async stop(): Promise<void> {
      dynamoDb.destroy();
      await rig.stop();
    },
  };
  return bench;
}
