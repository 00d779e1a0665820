import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../core/clock/fake-clock.ts';
import type { LocalAws } from '../local-aws.ts';
import { createFifo, management, receiveBodies, startSqs } from './queues.rig.ts';

let aws: LocalAws;
let clock: FakeClock;
let sqs: SQSClient;

beforeAll(async () => {
  ({ aws, clock, sqs } = await startSqs());
});
afterAll(() => aws.stop());

function send(
  QueueUrl: string,
  MessageGroupId: string,
  MessageBody: string,
  options: Partial<SendMessageCommandInput> = {},
) {
  return sqs.send(new SendMessageCommand({ QueueUrl, MessageGroupId, MessageBody, ...options }));
}

async function receive(QueueUrl: string, MaxNumberOfMessages = 10) {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages,
    MessageSystemAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages ?? [];
}

describe('message groups', () => {
  it('keep their order, and a receive takes one group before the next', async () => {
    const { url } = createFifo(aws);
    for (const [group, body] of [
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
      ['b', 'b2'],
    ] as const)
      await send(url, group, body);
    expect(await receiveBodies(sqs, url, 3)).toEqual(['a1', 'a2', 'b1']);
  });

  it('give nothing more while one of their messages is in flight, and do not hold up each other', async () => {
    const { url } = createFifo(aws);
    await send(url, 'a', 'a1');
    await send(url, 'a', 'a2');
    const [first] = await receive(url, 1);
    await send(url, 'b', 'b1');
    expect(await receiveBodies(sqs, url)).toEqual(['b1']);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(await receiveBodies(sqs, url)).toEqual(['a2']);
  });

  it('start again at the first message that was not deleted when its visibility timeout ends', async () => {
    const { url } = createFifo(aws, { VisibilityTimeout: 10 });
    for (const body of ['1', '2', '3']) await send(url, 'a', body);
    const [, second] = await receive(url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: second?.ReceiptHandle }));
    expect(await receiveBodies(sqs, url)).toEqual([]);
    await clock.advance(10_000);
    const again = await receive(url);
    expect(again.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount])).toEqual([
      ['1', '2'],
      ['3', '2'],
    ]);
  });

  it('wait as a whole for the queue’s delay', async () => {
    const { url } = createFifo(aws, { DelaySeconds: 5 });
    await send(url, 'a', '1');
    await clock.advance(4000);
    await send(url, 'a', '2');
    await clock.advance(1000);
    expect(await receiveBodies(sqs, url)).toEqual(['1']);
  });

  it('number their messages in ascending order', async () => {
    const { url } = createFifo(aws);
    const first = await send(url, 'a', '1');
    const second = await send(url, 'b', '2');
    expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0));
    const [message] = await receive(url, 1);
    expect(message?.Attributes).toMatchObject({ SequenceNumber: first.SequenceNumber, MessageGroupId: 'a' });
  });
});

describe('deduplication', () => {
  it('accepts the same body again for 5 minutes without delivering it, also after the first is deleted', async () => {
    const { arn, url } = createFifo(aws);
    const first = await send(url, 'a', 'same');
    const [message] = await receive(url);
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }));
    await clock.advance(299_000);
    const again = await send(url, 'a', 'same');
    expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    expect(aws.sqs.peek(arn)).toEqual([]);
    await clock.advance(1000);
    await send(url, 'a', 'same');
    expect(aws.sqs.peek(arn)).toHaveLength(1);
  });

  it('goes by the deduplication id where one is given', async () => {
    const { url } = createFifo(aws);
    await send(url, 'a', 'first', { MessageDeduplicationId: 'one' });
    await send(url, 'a', 'second', { MessageDeduplicationId: 'one' });
    await send(url, 'b', 'first', { MessageDeduplicationId: 'two' });
    expect(await receiveBodies(sqs, url)).toEqual(['first', 'first']);
  });

  it('covers the whole queue, or each group where the queue says so', async () => {
    const whole = createFifo(aws);
    const grouped = createFifo(aws, { DeduplicationScope: 'messageGroup' });
    for (const { url } of [whole, grouped]) for (const group of ['a', 'b']) await send(url, group, 'same');
    expect(await receiveBodies(sqs, whole.url)).toHaveLength(1);
    expect(await receiveBodies(sqs, grouped.url)).toHaveLength(2);
  });
});

describe('a FIFO queue refuses', () => {
  it.each([
    ['a message without a group', {}, { MessageGroupId: undefined }, 'MissingParameter'],
    [
      'a message without any deduplication',
      { ContentBasedDeduplication: false },
      {},
      'InvalidParameterValue',
    ],
    ['a delay for one message', {}, { DelaySeconds: 1 }, 'InvalidParameterValue'],
    ['a group id with a blank', {}, { MessageGroupId: 'a b' }, 'InvalidParameterValue'],
  ])('%s', async (_, settings, message, Code) => {
    const { arn, url } = createFifo(aws, settings);
    await expect(send(url, 'a', 'body', message)).rejects.toMatchObject({ Code });
    expect(aws.sqs.peek(arn)).toEqual([]);
  });

  it('to delete with a receipt handle whose visibility timeout has ended', async () => {
    const { arn, url } = createFifo(aws, { VisibilityTimeout: 1 });
    await send(url, 'a', 'body');
    const [message] = await receive(url);
    await clock.advance(1000);
    const late = new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle });
    await expect(sqs.send(late)).rejects.toThrow('The receipt handle has expired.');
    expect(aws.sqs.peek(arn)).toHaveLength(1);
  });

  it('to be made without the .fifo suffix', () => {
    expect(() => aws.sqs.createQueue(management, { QueueName: 'plain', FifoQueue: true })).toThrow(
      '.fifo suffix',
    );
  });
});
