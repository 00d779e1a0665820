import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE } from '../../../registrar/contract/names.ts';
import { afresh, type Delivery } from './delivery.ts';

/** The queue of deliveries, and the dead-letter queue of those that were given up. */
export interface DeliveryQueue {
  /** @param options.delaySeconds at most `MAX_DELAY_SECONDS` */
  send(deliveries: readonly Delivery[], options: { readonly delaySeconds: number }): Promise<void>;
  /** Gives a delivery up: puts it into the dead-letter queue as a new delivery, for an operator to redrive. */
  bury(delivery: Delivery, explanation: string): Promise<void>;
}

/** "The maximum is 15 minutes" (Amazon SQS, "Quotas related to queues"). */
export const MAX_DELAY_SECONDS = 900;
/** "A single message batch request can include a maximum of 10 messages". */
const MAX_BATCH = 10;

/**
 * The message group is the tenant's account. On a standard queue it does not order messages but makes the queue fair:
 * when one tenant takes up the consumers, messages of the others go first ("Amazon SQS fair queues").
 */
export function createDeliveryQueue(
  client: SQSClient,
  { queueUrl, deadLetterQueueUrl }: { readonly queueUrl: string; readonly deadLetterQueueUrl?: string },
): DeliveryQueue {
  return {
    async send(deliveries, { delaySeconds }) {
      for (let start = 0; start < deliveries.length; start += MAX_BATCH) {
        const Entries = deliveries.slice(start, start + MAX_BATCH).map((delivery, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(delivery),
          MessageGroupId: delivery.accountId,
          DelaySeconds: delaySeconds,
        }));
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
        );
        if (Failed.length > 0)
          throw new Error(`SQS did not take ${Failed.length} of ${Entries.length} deliveries.`);
      }
    },

    async bury(delivery, explanation) {
      if (deadLetterQueueUrl === undefined)
        throw new Error('No dead-letter queue is configured for this queue of deliveries.');
      await client.send(
        new SendMessageCommand({
          QueueUrl: deadLetterQueueUrl,
          MessageBody: JSON.stringify(afresh(delivery)),
          MessageGroupId: delivery.accountId,
          MessageAttributes: {
            [EXPLANATION_ATTRIBUTE]: { DataType: 'String', StringValue: explanation },
          },
        }),
      );
    },
  };
}
