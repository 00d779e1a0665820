import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE, REASON_ATTRIBUTE, REGISTRATION_GROUP_ID } from './contract/names.ts';
import { MAX_EVENT_BYTES } from './decision/parse-event.ts';
import type { Refusal } from './decision/refusal.ts';

export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly refusal: Refusal;
}

/** Where events go that no retry can help, for an operator to read and perhaps redrive. */
export interface DeadLetters {
  /**
   * Sends at most ten, in their order.
   *
   * @returns the ids of those that the queue did not take
   */
  send(refused: readonly RefusedMessage[]): Promise<ReadonlySet<string>>;
}

/**
 * Dead letters in a FIFO queue: one that a crash makes us send twice is deduplicated by the message's id. Ten of them
 * have less than a quarter of what one call may carry.
 */
export function createDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  return {
    async send(refused) {
      const { Failed: failed = [] } = await client.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: refused.map(({ messageId, body, refusal: { reason, explanation } }, index) => ({
            Id: String(index),
            MessageGroupId: REGISTRATION_GROUP_ID,
            MessageDeduplicationId: messageId,
            MessageBody: clip(body),
            MessageAttributes: {
              [REASON_ATTRIBUTE]: { DataType: 'String', StringValue: reason },
              [EXPLANATION_ATTRIBUTE]: { DataType: 'String', StringValue: explanation },
            },
          })),
        }),
      );
      return new Set(failed.map(({ Id }) => refused[Number(Id)]?.messageId ?? ''));
    },
  };
}

/** What is too large to be an event is kept in part: with the attributes, the whole might not fit a message. */
function clip(body: string): string {
  const bytes = Buffer.from(body);
  return bytes.byteLength > MAX_EVENT_BYTES ? bytes.subarray(0, MAX_EVENT_BYTES).toString() : body;
}
