import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { ReplayMessage } from '../../../../router/messages/operator/replay-message.ts';
import type { MessageDesk } from '../desk.ts';

/** The queue of objects to read, and its dead-letter queue. Counts are SQS's approximate ones. */
export interface ReaderQueue {
  /** Messages that are not processed, including those in flight and failed for now. */
  waiting(): Promise<number>;
  deadLetters(): Promise<number>;
  /** @throws Error when SQS does not take them all, after some attempts */
  send(messages: readonly ReplayMessage[]): Promise<void>;
}

/** "A single message batch request can include a maximum of 10 messages". */
export const MAX_BATCH = 10;
const MAX_ATTEMPTS = 5;

export function createReaderQueue({ access, outputs }: MessageDesk): ReaderQueue {
  const sqs = new SQSClient(access);

  async function countOf(QueueUrl: string): Promise<number> {
    const command = new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: [
        'ApproximateNumberOfMessages',
        'ApproximateNumberOfMessagesDelayed',
        'ApproximateNumberOfMessagesNotVisible',
      ],
    });
    const { Attributes: counts = {} } = await sqs.send(command);
    return Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
  }

  return {
    waiting: () => countOf(outputs.NewObjectsQueueUrl),
    deadLetters: () => countOf(outputs.NewObjectsDeadLetterQueueUrl),

    async send(messages) {
      let entries = messages.map(entryOf);
      for (let attempt = 1; entries.length > 0; attempt += 1) {
        if (attempt > MAX_ATTEMPTS) throw new Error(`SQS did not take ${entries.length} messages.`);
        const command = new SendMessageBatchCommand({
          QueueUrl: outputs.NewObjectsQueueUrl,
          Entries: entries,
        });
        const { Failed = [] } = await sqs.send(command);
        entries = entries.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
      }
    },
  };
}

function entryOf({ body, attributes }: ReplayMessage, index: number) {
  const MessageAttributes = Object.fromEntries(
    attributes.map((name) => [name, { DataType: 'String', StringValue: 'true' }]),
  );
  return { Id: String(index), MessageBody: body, MessageAttributes };
}
