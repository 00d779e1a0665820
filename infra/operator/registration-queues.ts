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
import { REGISTRATION_GROUP_ID, reconcileMessage } from '../../registrar/contract/names.ts';
import type { Operator } from './operator.ts';

/** The registrar's queue and its dead letters. */

/** Makes the registrar admit who is approved, and compute the bucket policy anew. */
export async function sendReconcile({ access, outputs }: Operator): Promise<void> {
  await new SQSClient(access).send(
    new SendMessageCommand({
      QueueUrl: outputs.RegistrationQueueUrl,
      MessageGroupId: REGISTRATION_GROUP_ID,
      // By its content, a second one within five minutes would be taken for a copy.
      MessageDeduplicationId: randomUUID(),
      MessageBody: reconcileMessage('operator'),
    }),
  );
}

export interface DeadLettersSeen {
  readonly messages: readonly Message[];
  /** All that lie there, about. */
  readonly count: number;
}

/** While somebody looks at messages, the others of their group are held back: ten are seen at a time, the oldest. */
const LOOK_SECONDS = 10;

/** The oldest dead letters, at most ten, which are let go at once. */
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

/** Puts the dead letters back into the registration queue. @returns a look at how far that is */
export async function startRedrive({
  access,
  outputs,
}: Operator): Promise<() => Promise<ListMessageMoveTasksResultEntry>> {
  const sqs = new SQSClient(access);
  const SourceArn = (await attributesOf(sqs, outputs.RegistrationDeadLetterQueueUrl)).QueueArn;
  // The registrar put them there itself, so SQS does not know where they came from.
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
