import * as v from 'valibot';
import { AwsError } from '../../core/aws-error.ts';
import type { JsonObject } from '../../core/protocols/json-protocol.ts';
import { missingParameter } from '../errors.ts';
import type { MessageAttribute, MessageAttributes } from '../queue/message.ts';

const ATTRIBUTES = v.record(
  v.string(),
  v.object({
    DataType: v.string(),
    StringValue: v.optional(v.string()),
    BinaryValue: v.optional(v.string()),
  }),
);

const OUTGOING = {
  MessageBody: v.string(),
  DelaySeconds: v.optional(v.number()),
  MessageAttributes: v.optional(ATTRIBUTES, {}),
  MessageSystemAttributes: v.optional(ATTRIBUTES, {}),
  MessageGroupId: v.optional(v.string()),
  MessageDeduplicationId: v.optional(v.string()),
};
const ON_QUEUE = { QueueUrl: v.string() };
const ENTRY = { Id: v.string() };
const RECEIPT = { ReceiptHandle: v.string() };
const VISIBILITY = { ...RECEIPT, VisibilityTimeout: v.number() };
const NAMES = v.optional(v.array(v.string()), []);

export const OUTGOING_MESSAGE = v.object(OUTGOING);

/** The members of each operation's input that this SQS reads; it ignores others, as AWS does. */
export const INPUT = {
  ChangeMessageVisibility: v.object({ ...ON_QUEUE, ...VISIBILITY }),
  ChangeMessageVisibilityBatch: v.object({
    ...ON_QUEUE,
    Entries: v.array(v.object({ ...ENTRY, ...VISIBILITY })),
  }),
  DeleteMessage: v.object({ ...ON_QUEUE, ...RECEIPT }),
  DeleteMessageBatch: v.object({ ...ON_QUEUE, Entries: v.array(v.object({ ...ENTRY, ...RECEIPT })) }),
  GetQueueAttributes: v.object({ ...ON_QUEUE, AttributeNames: NAMES }),
  GetQueueUrl: v.object({ QueueName: v.string(), QueueOwnerAWSAccountId: v.optional(v.string()) }),
  ListMessageMoveTasks: v.object({ SourceArn: v.string(), MaxResults: v.optional(v.number(), 1) }),
  ListQueues: v.object({
    QueueNamePrefix: v.optional(v.string(), ''),
    MaxResults: v.optional(v.number()),
    NextToken: v.optional(v.string()),
  }),
  PurgeQueue: v.object(ON_QUEUE),
  ReceiveMessage: v.object({
    ...ON_QUEUE,
    AttributeNames: NAMES,
    MessageSystemAttributeNames: NAMES,
    MessageAttributeNames: NAMES,
    MaxNumberOfMessages: v.optional(v.number(), 1),
    VisibilityTimeout: v.optional(v.number()),
    WaitTimeSeconds: v.optional(v.number()),
    ReceiveRequestAttemptId: v.optional(v.string()),
  }),
  SendMessage: v.object({ ...ON_QUEUE, ...OUTGOING }),
  SendMessageBatch: v.object({ ...ON_QUEUE, Entries: v.array(v.object({ ...ENTRY, ...OUTGOING })) }),
  StartMessageMoveTask: v.object({
    SourceArn: v.string(),
    DestinationArn: v.optional(v.string()),
    MaxNumberOfMessagesPerSecond: v.optional(v.number()),
  }),
};

/** @throws AwsError MissingParameter, SerializationException */
export function parseInput<S extends v.GenericSchema>(schema: S, input: JsonObject): v.InferOutput<S> {
  const parsed = v.safeParse(schema, input);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue) ?? '';
  if (issue.received === 'undefined') throw missingParameter(path);
  throw new AwsError(
    'SerializationException',
    `${path}: expected ${issue.expected}, received ${issue.received}.`,
  );
}

export function parseAttributes(attributes: v.InferOutput<typeof ATTRIBUTES>): MessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
      },
    ]),
  );
}

export function renderAttribute({ dataType, stringValue, binaryValue }: MessageAttribute): JsonObject {
  return { DataType: dataType, StringValue: stringValue, BinaryValue: binaryValue };
}
