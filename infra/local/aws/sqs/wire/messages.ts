import type * as v from 'valibot';
import { AwsError } from '../../core/aws-error.ts';
import type { JsonObject } from '../../core/protocols/json-protocol.ts';
import { digestOfAttributes } from '../queue/digest.ts';
import type { OutgoingMessage, ReceivedMessage, SentMessage } from '../queue/message.ts';
import { bytesOfMessage } from '../queue/outgoing.ts';
import type { OUTGOING_MESSAGE } from './input.ts';
import { parseAttributes, renderAttribute } from './input.ts';

/** "The total size of all messages that you send in a single SendMessageBatch call" */
const MAX_BATCH_BYTES = 1_048_576;

const SYSTEM_ATTRIBUTES = new Set([
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
]);

export function outgoingOf(input: v.InferOutput<typeof OUTGOING_MESSAGE>): OutgoingMessage {
  const { DelaySeconds, MessageGroupId, MessageDeduplicationId } = input;
  return {
    body: input.MessageBody,
    attributes: parseAttributes(input.MessageAttributes),
    systemAttributes: parseAttributes(input.MessageSystemAttributes),
    ...(DelaySeconds !== undefined && { delaySeconds: DelaySeconds }),
    ...(MessageGroupId !== undefined && { groupId: MessageGroupId }),
    ...(MessageDeduplicationId !== undefined && { deduplicationId: MessageDeduplicationId }),
  };
}

/** @throws AwsError BatchRequestTooLong */
export function assertBatchSize(messages: readonly OutgoingMessage[]): void {
  const bytes = messages.reduce((sum, message) => sum + bytesOfMessage(message), 0);
  if (bytes > MAX_BATCH_BYTES)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
}

export function renderSent(sent: SentMessage): JsonObject {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.md5OfBody,
    MD5OfMessageAttributes: sent.md5OfMessageAttributes,
    MD5OfMessageSystemAttributes: sent.md5OfMessageSystemAttributes,
    SequenceNumber: sent.sequenceNumber,
  };
}

/**
 * With the requested attributes; the digest covers only these.
 *
 * @throws AwsError InvalidAttributeName
 */
export function renderReceived(
  message: ReceivedMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
): JsonObject {
  const unknown = systemNames.find((name) => !SYSTEM_ATTRIBUTES.has(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const system = Object.entries(message.attributes).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes = Object.entries(message.messageAttributes).filter(([name]) =>
    attributeNames.some((wanted) => isWanted(name, wanted)),
  );
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: message.md5OfBody,
    MD5OfMessageAttributes: digestOfAttributes(Object.fromEntries(attributes)),
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(
        attributes.map(([name, attribute]) => [name, renderAttribute(attribute)]),
      ),
    }),
  };
}

/** `All`, `.*`, a prefix such as `bar.*`, or a whole name. */
function isWanted(name: string, wanted: string): boolean {
  if (wanted === 'All' || wanted === '.*' || wanted === name) return true;
  return wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -1));
}
