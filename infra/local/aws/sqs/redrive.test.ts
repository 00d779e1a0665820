import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../core/clock/fake-clock.ts';
import type { LocalAws } from '../local-aws.ts';
import { acme, attributesOf, createFifo, createQueue, receiveBodies, startSqs } from './queues.rig.ts';
import type { QueueAttributes } from './settings.ts';

let aws: LocalAws;
let clock: FakeClock;
let sqs: SQSClient;

beforeAll(async () => {
  ({ aws, clock, sqs } = await startSqs());
});
afterAll(() => aws.stop());

/** A queue with a dead-letter queue of the same type. */
function createWithDeadLetters(
  make: typeof createQueue,
  maxReceiveCount: number,
  attributes: QueueAttributes = {},
) {
  const deadLetters = make(aws);
  const RedrivePolicy = { deadLetterTargetArn: deadLetters.arn, maxReceiveCount };
  return { deadLetters, queue: make(aws, { VisibilityTimeout: 0, RedrivePolicy, ...attributes }) };
}

async function receiveOne(QueueUrl: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages?.[0];
}

describe('visibility', () => {
  it('hides a received message until its timeout ends, and counts the receives', async () => {
    const { url: QueueUrl } = createQueue(aws, { VisibilityTimeout: 20 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    await receiveOne(QueueUrl);
    await clock.advance(19_999);
    expect(await receiveOne(QueueUrl)).toBeUndefined();
    await clock.advance(1);
    expect(await receiveOne(QueueUrl)).toMatchObject({ Attributes: { ApproximateReceiveCount: '2' } });
  });

  it('can be changed while the message is in flight, and ended', async () => {
    const { url: QueueUrl } = createQueue(aws, { VisibilityTimeout: 5 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    const { ReceiptHandle } = (await receiveOne(QueueUrl)) ?? {};
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 }));
    await clock.advance(10_000);
    expect(await receiveBodies(sqs, QueueUrl)).toEqual([]);
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: 'a', ReceiptHandle, VisibilityTimeout: 0 }],
      }),
    );
    expect(await receiveBodies(sqs, QueueUrl)).toEqual(['m']);
  });

  it('cannot be changed once the message is available again, nor with an old receipt handle', async () => {
    const { url: QueueUrl } = createQueue(aws, { VisibilityTimeout: 1 });
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm' }));
    const first = await receiveOne(QueueUrl);
    await clock.advance(1000);
    const change = (ReceiptHandle: string | undefined, VisibilityTimeout = 5) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    await expect(change(first?.ReceiptHandle)).rejects.toMatchObject({ name: 'MessageNotInflight' });
    const second = await receiveOne(QueueUrl);
    await expect(change(first?.ReceiptHandle)).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
    await expect(change(second?.ReceiptHandle, 43_201)).rejects.toMatchObject({
      Code: 'InvalidParameterValue',
    });
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
    expect(await attributesOf(sqs, QueueUrl, 'ApproximateNumberOfMessagesNotVisible')).toEqual({
      ApproximateNumberOfMessagesNotVisible: '1',
    });
  });
});

describe('a redrive policy', () => {
  it('moves a message that was received too often to the dead-letter queue, with all its attributes', async () => {
    const { deadLetters, queue } = createWithDeadLetters(createFifo, 2);
    const MessageAttributes = { why: { DataType: 'String', StringValue: 'poison' } };
    const sent = await sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: 'm',
        MessageGroupId: 'g',
        MessageAttributes,
      }),
    );
    expect(await receiveBodies(sqs, queue.url)).toEqual(['m']);
    expect(await receiveBodies(sqs, queue.url)).toEqual(['m']);
    expect(await receiveBodies(sqs, queue.url)).toEqual([]);
    expect(await receiveOne(deadLetters.url)).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'm',
      MessageAttributes,
      Attributes: { MessageGroupId: 'g', DeadLetterQueueSourceArn: queue.arn },
    });
  });

  it('does not hold up the messages behind it', async () => {
    const { queue } = createWithDeadLetters(createFifo, 1);
    for (const MessageBody of ['poison', 'good'])
      await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody, MessageGroupId: 'g' }));
    expect(await receiveBodies(sqs, queue.url, 1)).toEqual(['poison']);
    expect(await receiveBodies(sqs, queue.url, 1)).toEqual(['good']);
  });

  it('keeps the message where it is while the dead-letter queue is gone', async () => {
    const { deadLetters, queue } = createWithDeadLetters(createQueue, 1);
    aws.sqs.deleteQueue(deadLetters.arn);
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'm' }));
    expect(await receiveBodies(sqs, queue.url)).toEqual(['m']);
    expect(await receiveBodies(sqs, queue.url)).toEqual(['m']);
  });

  it('is refused with a dead-letter queue that is missing, of another type, foreign or unwilling', () => {
    const policyTo = (deadLetterTargetArn: string) => ({
      RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 3 },
    });
    const foreign = aws.sqs.createQueue(acme, { QueueName: 'foreign' });
    const unwilling = createQueue(aws, { RedriveAllowPolicy: { redrivePermission: 'denyAll' } });
    const picky = createQueue(aws, {
      RedriveAllowPolicy: {
        redrivePermission: 'byQueue',
        sourceQueueArns: ['arn:aws:sqs:us-east-1:111111111111:other'],
      },
    });
    const missing = 'arn:aws:sqs:us-east-1:111111111111:missing';
    expect(() => createQueue(aws, policyTo(missing))).toThrow('does not exist');
    expect(() => createFifo(aws, policyTo(createQueue(aws).arn))).toThrow('same type');
    expect(() => createQueue(aws, policyTo(foreign.arn))).toThrow('owner');
    expect(() => createQueue(aws, policyTo(unwilling.arn))).toThrow('permission');
    expect(() => createQueue(aws, policyTo(picky.arn))).toThrow('permission');
  });
});

describe('a message move task', () => {
  const start = (SourceArn: string, DestinationArn?: string) =>
    sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
  const lastTask = async (SourceArn: string) =>
    (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results?.[0];

  it('sends dead letters back to the queue they came from', async () => {
    const { deadLetters, queue } = createWithDeadLetters(createFifo, 1);
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.url,
        MessageBody: 'm',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
      }),
    );
    await receiveBodies(sqs, queue.url);
    await receiveBodies(sqs, queue.url);
    await clock.advance(1);
    const { TaskHandle } = await start(deadLetters.arn);
    expect(TaskHandle).toBeDefined();
    expect(await lastTask(deadLetters.arn)).toMatchObject({
      ApproximateNumberOfMessagesMoved: 1,
      Status: 'COMPLETED',
    });
    expect(aws.sqs.peek(deadLetters.arn)).toEqual([]);
  });

  it('fails for messages that were sent to the dead-letter queue, unless a destination is given', async () => {
    const { deadLetters, queue } = createWithDeadLetters(createQueue, 1);
    await sqs.send(
      new SendMessageCommand({ QueueUrl: deadLetters.url, MessageBody: 'refused by the consumer' }),
    );
    await start(deadLetters.arn);
    expect(await lastTask(deadLetters.arn)).toMatchObject({
      Status: 'FAILED',
      FailureReason: 'CouldNotDetermineMessageSource',
    });
    expect(aws.sqs.peek(deadLetters.arn)).toHaveLength(1);
    await start(deadLetters.arn, queue.arn);
    expect(await receiveBodies(sqs, queue.url)).toEqual(['refused by the consumer']);
  });

  it('starts only at a dead-letter queue', async () => {
    await expect(start(createQueue(aws).arn)).rejects.toThrow('must be configured as a Dead Letter Queue');
    await expect(start('arn:aws:sqs:us-east-1:111111111111:missing')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
