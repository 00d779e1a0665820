import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { AwsAccess } from '../../../access/aws-access.ts';

export interface DeadLettersSeen {
  readonly messages: readonly Message[];
  /** The approximate number of dead letters. */
  readonly count: number;
}

/** SQS holds back the other messages of a FIFO queue's group while some are in flight, so only ten can be read. */
const LOOK_SECONDS = 10;

/** Reads dead letters, at most ten, of a FIFO queue the oldest, and releases them at once. */
export async function peekDeadLetters(access: AwsAccess, QueueUrl: string): Promise<DeadLettersSeen> {
  const sqs = new SQSClient(access);
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

/** Moves dead letters into a queue. @returns a function that returns the progress */
export async function startRedrive(
  access: AwsAccess,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<() => Promise<ListMessageMoveTasksResultEntry>> {
  const sqs = new SQSClient(access);
  const SourceArn = (await attributesOf(sqs, from)).QueueArn;
  // Named, because functions and EventBridge put some there themselves: of these SQS does not know the source queue.
  const DestinationArn = (await attributesOf(sqs, to)).QueueArn;
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
