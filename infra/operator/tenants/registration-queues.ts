import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { REGISTRATION_GROUP_ID, reconcileMessage } from '../../../registrar/contract/names.ts';
import type { Operator } from '../operator.ts';

/** The registrar's queue and its dead-letter queue. */

/** Makes the registrar admit approved tenants and compute the bucket policy again. */
export async function sendReconcile({ access, outputs }: Operator): Promise<void> {
  await new SQSClient(access).send(
    new SendMessageCommand({
      QueueUrl: outputs.RegistrationQueueUrl,
      MessageGroupId: REGISTRATION_GROUP_ID,
      // Deduplication by content would drop a second message within five minutes.
      MessageDeduplicationId: randomUUID(),
      MessageBody: reconcileMessage('operator'),
    }),
  );
}

export interface DeadLettersSeen {
  readonly messages: readonly Message[];
  /** The approximate number of dead letters. */
  readonly count: number;
}

/** SQS holds a group's other messages back while some are in flight, so only the ten oldest can be read. */
const LOOK_SECONDS = 10;

/** Reads the oldest dead letters, at most ten, and releases them at once. */
export async function peekDeadLetters({ access, outputs }: Operator): Promise<DeadLettersSeen> {
  const sqs = new SQSClient(access);
  const QueueUrl = outputs.RegistrationDeadLetterQueueUrl;
  const { ApproximateNumberOfMessages = '0' } = await attributesOf(sqs, QueueUrl);
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['SentTimestamp'],
      VisibilityTimeout: LOOK_SECONDS,
    }),
  );
  if (messages.length > 0)
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: messages.map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  return { messages, count: Math.max(messages.length, Number(ApproximateNumberOfMessages)) };
}

/** Moves the dead letters back into the registration queue. @returns a function that returns the progress */
export async function startRedrive({
  access,
  outputs,
}: Operator): Promise<() => Promise<ListMessageMoveTasksResultEntry>> {
  const sqs = new SQSClient(access);
  const SourceArn = (await attributesOf(sqs, outputs.RegistrationDeadLetterQueueUrl)).QueueArn;
  // Needed because the registrar put them there itself, so SQS does not know their source queue.
  const DestinationArn = (await attributesOf(sqs, outputs.RegistrationQueueUrl)).QueueArn;
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  return async () => {
    const { Results: [newest = {}] = [] } = await sqs.send(
      new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }),
    );
    return newest;
  };
}

async function attributesOf(sqs: SQSClient, QueueUrl: string) {
  const { Attributes: attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages', 'QueueArn'] }),
  );
  return attributes;
}
