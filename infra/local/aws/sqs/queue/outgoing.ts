import { createHash } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { invalidParameter, missingParameter } from '../errors.ts';
import type { QueueSettings } from '../settings.ts';
import { bytesOfAttributes } from './digest.ts';
import type { MessageAttributes, OutgoingMessage } from './message.ts';

/** `#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF` (SendMessage) */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Message group ids and deduplication ids. */
const ID = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;

const ATTRIBUTE_NAME = /^(?!AWS\.|Amazon\.|\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)$/i;

/** Bytes that count towards the limits: body and attributes. */
export function bytesOfMessage({ body, attributes = {} }: OutgoingMessage): number {
  return Buffer.byteLength(body) + bytesOfAttributes(attributes);
}

/**
 * Checks a message as SendMessage does, replaces forbidden characters (by U+FFFD, unless all are forbidden) and sets a
 * FIFO queue's content-based deduplication id. That the digests are of the replaced body is a guess.
 *
 * @throws AwsError InvalidParameterValue, MissingParameter, InvalidMessageContents
 */
export function acceptMessage(sent: OutgoingMessage, settings: QueueSettings): OutgoingMessage {
  const message = { ...sent, body: sent.body.replace(FORBIDDEN, '\u{FFFD}') };
  const { delaySeconds, groupId, attributes = {} } = message;
  if (sent.body === '') throw missingParameter('MessageBody');
  if (sent.body.replace(FORBIDDEN, '') === '')
    throw new AwsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  assertAttributes(attributes);
  if (bytesOfMessage(message) > settings.MaximumMessageSize)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.MaximumMessageSize} bytes.`,
    );
  if (
    delaySeconds !== undefined &&
    !(Number.isInteger(delaySeconds) && delaySeconds >= 0 && delaySeconds <= 900)
  )
    throw invalidParameter('DelaySeconds', delaySeconds, 'DelaySeconds must be >= 0 and <= 900.');
  if (groupId !== undefined) assertId('MessageGroupId', groupId);
  return settings.FifoQueue ? acceptForFifo(message, settings) : acceptForStandard(message);
}

function acceptForStandard(message: OutgoingMessage): OutgoingMessage {
  if (message.deduplicationId !== undefined)
    throw invalidParameter('MessageDeduplicationId', message.deduplicationId, NOT_FOR_THIS_TYPE);
  return message;
}

function acceptForFifo(message: OutgoingMessage, settings: QueueSettings): OutgoingMessage {
  const { body, delaySeconds, groupId, deduplicationId } = message;
  if (groupId === undefined) throw missingParameter('MessageGroupId');
  if (delaySeconds !== undefined && delaySeconds !== 0)
    throw invalidParameter('DelaySeconds', delaySeconds, NOT_FOR_THIS_TYPE);
  if (deduplicationId !== undefined) {
    assertId('MessageDeduplicationId', deduplicationId);
    return message;
  }
  if (settings.ContentBasedDeduplication !== true)
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  return { ...message, deduplicationId: createHash('sha256').update(body).digest('hex') };
}

const NOT_FOR_THIS_TYPE = 'The request include parameter that is not valid for this queue type.';

function assertId(parameter: string, id: string): void {
  if (!ID.test(id))
    throw invalidParameter(
      parameter,
      id,
      `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
}

function assertAttributes(attributes: MessageAttributes): void {
  const names = Object.keys(attributes);
  if (names.length > 10)
    throw new AwsError(
      'InvalidParameterValue',
      `Number of message attributes [${names.length}] exceeds the allowed maximum [10].`,
    );
  for (const [name, { dataType, stringValue, binaryValue }] of Object.entries(attributes)) {
    if (!ATTRIBUTE_NAME.test(name))
      throw new AwsError('InvalidParameterValue', `The message attribute name '${name}' is invalid.`);
    if (!/^(String|Number|Binary)(\..+)?$/.test(dataType) || dataType.length > 256)
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
      );
    if (!(dataType.startsWith('Binary') ? binaryValue : stringValue))
      throw new AwsError(
        'InvalidParameterValue',
        `The message attribute '${name}' must contain a non-empty value of type '${dataType}'.`,
      );
  }
}
