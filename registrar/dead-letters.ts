import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { EXPLANATION_ATTRIBUTE, REASON_ATTRIBUTE, REGISTRATION_GROUP_ID } from './contract/names.ts';
import { MAX_EVENT_BYTES, type Refusal } from './contract/registration-event.ts';

export interface RefusedMessage {
  readonly messageId: string;
  readonly body: string;
}

/** Where events go that no retry can help, for an operator to read and perhaps redrive. */
export interface DeadLetters {
  send(message: RefusedMessage, refusal: Refusal): Promise<void>;
}

/** Dead letters in a FIFO queue: one that a crash makes us send twice is deduplicated by the message's id. */
export function createDeadLetters(client: SQSClient, queueUrl: string): DeadLetters {
  return {
    async send({ messageId, body }, { reason, explanation }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageGroupId: REGISTRATION_GROUP_ID,
          MessageDeduplicationId: messageId,
          MessageBody: clip(body),
          MessageAttributes: {
            [REASON_ATTRIBUTE]: { DataType: 'String', StringValue: reason },
            [EXPLANATION_ATTRIBUTE]: { DataType: 'String', StringValue: explanation },
          },
        }),
      );
    },
  };
}

/** What is too large to be an event is kept in part: with the attributes, the whole might not fit a message. */
function clip(body: string): string {
  const bytes = Buffer.from(body);
  return bytes.byteLength > MAX_EVENT_BYTES ? bytes.subarray(0, MAX_EVENT_BYTES).toString() : body;
}
