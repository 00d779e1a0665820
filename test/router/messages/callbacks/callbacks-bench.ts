import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import {
  CALLBACKS_TABLE_NAME,
  MESSAGES_TABLE_NAME,
  TENANTS_TABLE_NAME,
} from '../../../../registrar/contract/names.ts';
import { createReadTenantItem } from '../../../../router/aws/tenant/tenant-item.ts';
import { createAnnounce } from '../../../../router/messages/callbacks/announce.ts';
import { createCheckUrl } from '../../../../router/messages/callbacks/attempt/callback-url.ts';
import { createPayloadOf } from '../../../../router/messages/callbacks/attempt/payload.ts';
import { createPost } from '../../../../router/messages/callbacks/attempt/post.ts';
import { parseDelivery } from '../../../../router/messages/callbacks/delivery.ts';
import { createDeliveryQueue } from '../../../../router/messages/callbacks/delivery-queue.ts';
import { createDeliver } from '../../../../router/messages/callbacks/flow/deliver.ts';
import { createRelease } from '../../../../router/messages/callbacks/flow/release.ts';
import { createStandingOf } from '../../../../router/messages/callbacks/flow/standing.ts';
import { createCallbackStates } from '../../../../router/messages/callbacks/table/callback-states.ts';
import { createRegisteredCallbacks } from '../../../../router/messages/callbacks/table/registered-callbacks.ts';
import { createWaitingDeliveries } from '../../../../router/messages/callbacks/table/waiting-deliveries.ts';
import type { TrackedEvent } from '../../../../router/messages/events/event.ts';
import { createFoldIntoTable } from '../../../../router/messages/table/fold-into-table.ts';
import { createMessageReads } from '../../../../router/messages/table/table-reads.ts';
import { createCallbacksTable } from '../../../support/callbacks-table.ts';
import { createMessagesTable } from '../../../support/messages-table.ts';
import { createRig } from '../../rig.ts';

const { management } = LOCAL_ACCOUNTS;

export type CallbacksBench = Awaited<ReturnType<typeof createCallbacksBench>>;

/**
 * The router and all that delivers callbacks, on the tables and queues of the local AWS, by a clock that a test moves.
 * Lambda's part, taking messages from the queue and calling a schedule's function, is the test's.
 */
export async function createCallbacksBench() {
  const rig = await createRig();
  const { accessKeyId, secretAccessKey, region, accountId } = management;
  const aws = { endpoint: rig.aws.url, region, credentials: { accessKeyId, secretAccessKey } };
  const dynamoDb = new DynamoDBClient(aws);
  const sqs = new SQSClient(aws);
  await createMessagesTable(dynamoDb);
  await createCallbacksTable(dynamoDb);
  const home = { accountId, region };
  const dead = rig.aws.sqs.createQueue(home, { QueueName: 'callbacks-dead' });
  const { url: queueUrl, arn: queueArn } = rig.aws.sqs.createQueue(home, {
    QueueName: 'callbacks',
    RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 5 },
  });
  const table = (name: string) => `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
  rig.iam.putRolePolicy(rig.routerRole.arn, 'callbacks', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['dynamodb:Query', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        Resource: table(CALLBACKS_TABLE_NAME),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem', 'dynamodb:BatchGetItem'],
        Resource: table(MESSAGES_TABLE_NAME),
      },
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: `arn:aws:sqs:${region}:${accountId}:callbacks`,
      },
    ],
  });
  const router = rig.startRouter({
    environment: {
      MESSAGES_TABLE: MESSAGES_TABLE_NAME,
      CALLBACKS_TABLE: CALLBACKS_TABLE_NAME,
      CALLBACK_QUEUE_URL: queueUrl,
      LOOPBACK_CALLBACKS: 'on',
    },
  });

  const now = () => rig.clock.now();
  const client = DynamoDBDocumentClient.from(dynamoDb);
  const counts: Record<string, number> = {};
  const report = {
    count(metric: string) {
      counts[metric] = (counts[metric] ?? 0) + 1;
    },
    opened: () => report.count('CallbackBreakersOpened'),
    failure(_: string, error: unknown) {
      throw error;
    },
  };
  const callbacks = createCallbackStates(client, CALLBACKS_TABLE_NAME, now);
  const registered = createRegisteredCallbacks(client, CALLBACKS_TABLE_NAME, now);
  const waiting = createWaitingDeliveries(client, CALLBACKS_TABLE_NAME, now);
  const standingOf = createStandingOf(createReadTenantItem(client, TENANTS_TABLE_NAME), now);
  const queue = createDeliveryQueue(sqs, { queueUrl, deadLetterQueueUrl: dead.url });
  const deliver = createDeliver({
    callbacks,
    standingOf,
    waiting,
    queue,
    report,
    now,
    payloadOf: createPayloadOf({ reads: createMessageReads(client, MESSAGES_TABLE_NAME), now }),
    post: createPost({ checkUrl: createCheckUrl({ allowLoopback: true }) }),
  });
  const release = createRelease({ callbacks, standingOf, waiting, queue, report, now });
  const fold = createFoldIntoTable({
    client,
    tableName: MESSAGES_TABLE_NAME,
    retentionDays: 30,
    now,
    announce: createAnnounce({
      callbacks: registered,
      queue: async () => queue,
      now,
    }),
  });

  async function receive(QueueUrl: string, VisibilityTimeout: number): Promise<readonly Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages;
  }

  /** Works off all that can be received now, as the event source mapping does. */
  async function work(): Promise<void> {
    for (let batch = await receive(queueUrl, 180); batch.length > 0; batch = await receive(queueUrl, 180)) {
      for (const { Body = '', ReceiptHandle } of batch) {
        await deliver(parseDelivery(Body));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
    }
  }

  return {
    rig,
    router,
    callbacks,
    registered,
    counts,
    work,
    /** Folds events of a tenant account into the table, as the reader does. */
    read: (account: string, ...events: readonly TrackedEvent[]) => fold(account, events),
    /** A minute's run of the function that releases. */
    release: () => release(now() + 50_000),
    /** Signatures go by the real time all the while. */
    pass: (milliseconds: number) => rig.clock.advance(milliseconds),
    /** The content of the queue, or of the dead-letter queue; receives nothing. */
    peek: (name: 'callbacks' | 'callbacks-dead') =>
      rig.aws.sqs.peek(name === 'callbacks' ? queueArn : dead.arn),
    /** As RUNBOOK.md says. */
    async redrive() {
      await sqs.send(
        new StartMessageMoveTaskCommand({
          SourceArn: dead.arn,
          DestinationArn: queueArn,
        }),
      );
    },
    async stop() {
      dynamoDb.destroy();
      sqs.destroy();
      await rig.stop();
    },
  };
}
