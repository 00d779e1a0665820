import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../core/clock/fake-clock.ts';
import type { LocalAws } from '../local-aws.ts';
import { attributesOf, createQueue, globex, management, receiveBodies, startSqs } from './queues.rig.ts';

let aws: LocalAws;
let clock: FakeClock;
let sqs: SQSClient;

beforeAll(async () => {
  ({ aws, clock, sqs } = await startSqs());
});
afterAll(() => aws.stop());

const receive = (QueueUrl: string, options = {}) =>
  sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...options }));

describe('a standard queue', () => {
  it('hands a message out with the digests that the SDK verifies, and keeps it until it is deleted', async () => {
    const { arn, url: QueueUrl } = createQueue(aws);
    const MessageAttributes = {
      reason: { DataType: 'String', StringValue: 'forged é' },
      attempt: { DataType: 'Number', StringValue: '3' },
      picture: { DataType: 'Binary.png', BinaryValue: Uint8Array.of(0, 255, 16) },
    };
    const sent = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: 'grüß Gott', MessageAttributes }),
    );
    const { Messages: [message] = [] } = await receive(QueueUrl, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'grüß Gott',
      MessageAttributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(clock.now()) },
    });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(aws.sqs.peek(arn)).toEqual([]);
  });

  // The digests of "Calculating the MD5 message digest", computed apart from this code.
  it('digests attributes sorted by name, each with its lengths and kind', async () => {
    const { url: QueueUrl } = createQueue(aws);
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'body',
        MessageAttributes: {
          b: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2) },
          a: { DataType: 'String', StringValue: 'x' },
        },
      }),
    );
    expect(sent.MD5OfMessageBody).toBe('841a2d689ad86bd1611447453c22c6fc');
    expect(sent.MD5OfMessageAttributes).toBe('3e9b4c785db2deb306cf4009ae214dab');
  });

  it('gives only the attributes that were asked for, by name or prefix', async () => {
    const { url: QueueUrl } = createQueue(aws, { VisibilityTimeout: 0 });
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { 'trace.id': text('1'), 'trace.span': text('2'), other: text('3') };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'body', MessageAttributes }));
    const namesFor = async (...MessageAttributeNames: string[]) => {
      const { Messages: [message] = [] } = await receive(QueueUrl, { MessageAttributeNames });
      return Object.keys(message?.MessageAttributes ?? {});
    };
    expect(await namesFor('trace.*')).toEqual(['trace.id', 'trace.span']);
    expect(await namesFor('other')).toEqual(['other']);
    expect(await namesFor()).toEqual([]);
    await expect(receive(QueueUrl, { AttributeNames: ['Nonsense'] })).rejects.toMatchObject({
      name: 'InvalidAttributeName',
    });
  });

  it('sends and deletes in batches, whose entries fail separately', async () => {
    const { url: QueueUrl } = createQueue(aws);
    const sent = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'good' },
          { Id: 'bad', MessageBody: 'bad', DelaySeconds: 901 },
        ],
      }),
    );
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameterValue', SenderFault: true }]);
    const { Messages: [message] = [] } = await receive(QueueUrl);
    const deleted = await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'made up' },
        ],
      }),
    );
    expect(deleted.Successful).toEqual([{ Id: 'good' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await attributesOf(sqs, QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toEqual({
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  it.each([
    ['no entries', [], 'EmptyBatchRequest'],
    [
      'eleven entries',
      Array.from({ length: 11 }, (_, i) => ({ Id: `${i}`, MessageBody: 'm' })),
      'TooManyEntriesInBatchRequest',
    ],
    [
      'an id twice',
      [
        { Id: 'a', MessageBody: '1' },
        { Id: 'a', MessageBody: '2' },
      ],
      'BatchEntryIdsNotDistinct',
    ],
    ['an id with a blank', [{ Id: 'a b', MessageBody: '1' }], 'InvalidBatchEntryId'],
    [
      'more than 1 MiB',
      [
        { Id: 'a', MessageBody: 'x'.repeat(600_000) },
        { Id: 'b', MessageBody: 'y'.repeat(600_000) },
      ],
      'BatchRequestTooLong',
    ],
  ])('refuses a batch with %s as a whole', async (_, Entries, name) => {
    const { arn, url: QueueUrl } = createQueue(aws);
    await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))).rejects.toMatchObject({
      name,
    });
    expect(aws.sqs.peek(arn)).toEqual([]);
  });

  it.each([
    ['an empty body', { MessageBody: '' }, 'MissingParameter'],
    ['a body of control characters', { MessageBody: '\u0000\u0001' }, 'InvalidMessageContents'],
    ['a body over 1 MiB', { MessageBody: 'x'.repeat(1_048_577) }, 'InvalidParameterValue'],
    [
      'a deduplication id, which is for FIFO queues',
      { MessageBody: 'm', MessageDeduplicationId: 'd' },
      'InvalidParameterValue',
    ],
    [
      'an attribute of an unknown type',
      { MessageBody: 'm', MessageAttributes: { a: { DataType: 'Date', StringValue: 'now' } } },
      'InvalidParameterValue',
    ],
    [
      'an attribute with a reserved name',
      { MessageBody: 'm', MessageAttributes: { 'AWS.a': { DataType: 'String', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
  ])('refuses %s', async (_, message, Code) => {
    const { arn, url: QueueUrl } = createQueue(aws);
    await expect(sqs.send(new SendMessageCommand({ QueueUrl, ...message }))).rejects.toMatchObject({ Code });
    expect(aws.sqs.peek(arn)).toEqual([]);
  });

  it('holds a message back for its delay, or for the queue’s', async () => {
    const { url: QueueUrl } = createQueue(aws, { DelaySeconds: 3 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now', DelaySeconds: 0 }));
    expect(await attributesOf(sqs, QueueUrl, 'ApproximateNumberOfMessagesDelayed')).toEqual({
      ApproximateNumberOfMessagesDelayed: '1',
    });
    expect(await receiveBodies(sqs, QueueUrl)).toEqual(['now']);
    await clock.advance(3000);
    expect(await receiveBodies(sqs, QueueUrl)).toEqual(['later']);
  });

  it('forgets a message when its retention period is over', async () => {
    const { url: QueueUrl } = createQueue(aws, { MessageRetentionPeriod: 60 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'old' }));
    await clock.advance(61_000);
    expect(await receiveBodies(sqs, QueueUrl)).toEqual([]);
  });

  it('is purged at most once a minute', async () => {
    const { url: QueueUrl } = createQueue(aws);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await receiveBodies(sqs, QueueUrl)).toEqual([]);
    await expect(sqs.send(new PurgeQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'PurgeQueueInProgress',
    });
  });
});

describe('finding queues', () => {
  it('names a queue by endpoint, account and name, and finds it by name in its Region only', async () => {
    const { arn, url } = createQueue(aws);
    const QueueName = arn.split(':').at(-1) ?? '';
    expect(url).toBe(`${aws.url}/${management.accountId}/${QueueName}`);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl).toBe(url);
    const elsewhere = aws.sqs.createQueue(
      { ...management, region: globex.region },
      { QueueName: 'elsewhere' },
    );
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'elsewhere' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
      Code: 'AWS.SimpleQueueService.NonExistentQueue',
    });
    await expect(
      sqs.send(new SendMessageCommand({ QueueUrl: elsewhere.url, MessageBody: 'm' })),
    ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('lists an account’s queues by prefix, page by page', async () => {
    for (const name of ['listed-b', 'listed-a', 'listed-c'])
      aws.sqs.createQueue(management, { QueueName: name });
    const list = (NextToken?: string) =>
      sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'listed-', MaxResults: 2, NextToken }));
    const first = await list();
    const second = await list(first.NextToken);
    const names = [...(first.QueueUrls ?? []), ...(second.QueueUrls ?? [])].map((url) =>
      url.split('/').at(-1),
    );
    expect(names).toEqual(['listed-a', 'listed-b', 'listed-c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('shows a queue’s settings and counts as strings', async () => {
    const { arn, url } = createQueue(aws, { VisibilityTimeout: 7 });
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'm' }));
    expect(await attributesOf(sqs, url, 'All')).toMatchObject({
      QueueArn: arn,
      VisibilityTimeout: '7',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ApproximateNumberOfMessages: '1',
    });
    expect(await attributesOf(sqs, url, 'All')).not.toHaveProperty('FifoQueue');
  });

  it('answers "not simulated" to an operation it does not have', async () => {
    const { url: QueueUrl } = createQueue(aws);
    await expect(
      sqs.send(new ReceiveMessageCommand({ QueueUrl, ReceiveRequestAttemptId: 'a' })),
    ).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });

  it('refuses an address that is not a queue URL', async () => {
    const address = { QueueUrl: `${aws.url}/nowhere`, ReceiptHandle: 'x', VisibilityTimeout: 0 };
    await expect(sqs.send(new ChangeMessageVisibilityCommand(address))).rejects.toMatchObject({
      name: 'InvalidAddress',
    });
  });
});
