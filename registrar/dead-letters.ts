import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE, REASON_ATTRIBUTE, REGISTRATION_GROUP_ID } from './contract/names.ts';
import { MAX_EVENT_BYTES } from './decision/parse-event.ts';
import type { Refusal } from './decision/refusal.ts';

export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly refusal: Refusal;
}

/** The queue of events that no retry can help, for an operator to read and perhaps redrive. */
export interface DeadLetters {
  /**
   * Sends at most ten events, in order.
   *
   * @returns the ids of the events that the queue did not take
   */
  send(refused: readonly RefusedMessage[]): Promise<ReadonlySet<string>>;
}

/**
 * A FIFO dead-letter queue: it deduplicates by the message's id, so a message sent again after a crash is stored once.
 * Ten messages have less than a quarter of the size that one call may have.
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

/** An oversized event is cut, because with the attributes the whole might exceed a message's size. */
function clip(body: string): string {
  const bytes = Buffer.from(body);
  return bytes.byteLength > MAX_EVENT_BYTES ? bytes.subarray(0, MAX_EVENT_BYTES).toString() : body;
}
