/** A message attribute, named as Lambda names its members in an SQS event. */
export interface MessageAttribute {
  /** `String`, `Number` or `Binary`, and a custom label after a dot. */
  readonly dataType: string;
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** A message from a producer. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes;
  /** `AWSTraceHeader` is the only one. */
  readonly systemAttributes?: MessageAttributes;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  /** @default the queue's delay */
  readonly delaySeconds?: number;
}

/** The answer to the producer. */
export interface SentMessage {
  readonly messageId: string;
  readonly md5OfBody: string;
  readonly md5OfMessageAttributes?: string;
  readonly md5OfMessageSystemAttributes?: string;
  /** FIFO queues only. */
  readonly sequenceNumber?: string;
}

/** A message for a consumer, in the form of a record in Lambda's SQS event. */
export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  /** System attributes: `ApproximateReceiveCount`, `MessageGroupId`, … */
  readonly attributes: Readonly<Record<string, string>>;
  readonly messageAttributes: MessageAttributes;
}

/** A message in the queue. */
export interface StoredMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly systemAttributes: MessageAttributes;
  readonly senderId: string;
  readonly groupId?: string;
  readonly deduplicationId?: string;
  readonly sequenceNumber?: string;
  /** The queue that moved the message here, when this one is a dead-letter queue. */
  readonly deadLetterSourceArn?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt?: number;
  readonly lastReceivedAt?: number;
  /** When the message becomes receivable: after its delay or visibility timeout. */
  readonly visibleAt: number;
  /** Whether it is in flight; only meaningful before `visibleAt`. */
  readonly received: boolean;
}

export type MessageState = 'available' | 'inFlight' | 'delayed';

export function stateOf(message: StoredMessage, now: number): MessageState {
  if (message.visibleAt <= now) return 'available';
  return message.received ? 'inFlight' : 'delayed';
}

/** The system attributes that ReceiveMessage can return. */
export function systemAttributesOf(message: StoredMessage): Record<string, string> {
  const attributes = {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: message.firstReceivedAt?.toString(),
    SequenceNumber: message.sequenceNumber,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
    AWSTraceHeader: message.systemAttributes.AWSTraceHeader?.stringValue,
  };
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
