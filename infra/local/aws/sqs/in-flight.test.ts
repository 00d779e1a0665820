import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import type { LocalAws } from '../local-aws.ts';
import { Queue } from './queue/queue.ts';
import { createFifo, createQueue, startSqs } from './queues.rig.ts';

let aws: LocalAws;
let sqs: SQSClient;

beforeAll(async () => {
  ({ aws, sqs } = await startSqs());
});
afterAll(() => aws.stop());

function fill(queue: Queue, count: number, groupId?: string): void {
  for (let index = 0; index < count; index += 1) {
    queue.send({ body: `${groupId} ${index}`, ...(groupId !== undefined && { groupId }) }, 'sender');
  }
}

describe('messages in flight', () => {
  it('are 120,000 of a standard queue: then a short poll is refused, a long one empty, until one is deleted', async () => {
    const { arn, url: QueueUrl } = createQueue(aws);
    const queue = aws.sqs.queue(arn);
    fill(queue, 120_001);
    const received = queue.receive({ max: 200_000 });
    expect(received).toHaveLength(120_000);
    const receive = () => sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    await expect(receive()).rejects.toMatchObject({ name: 'OverLimit' });
    queue.delete(received[0]?.receiptHandle ?? '');
    expect((await receive()).Messages).toMatchObject([{ Body: 'undefined 120000' }]);
  });

  it('are 20,000 of a FIFO queue, which gives nothing more and no error', async () => {
    const { arn, url: QueueUrl } = createFifo(aws);
    const queue = aws.sqs.queue(arn);
    for (let index = 0; index <= 20_000; index += 1) {
      queue.send({ body: `${index}`, groupId: `${index}` }, 'sender');
    }
    expect(queue.receive({ max: 30_000 })).toHaveLength(20_000);
    expect((await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages).toBeUndefined();
  });
});

describe('a fair queue', () => {
  const groups = (queue: Queue, max: number) =>
    queue.receive({ max }).map(({ attributes }) => attributes.MessageGroupId ?? 'none');

  it('gives messages of quiet tenants first once a tenant has 30 in flight and over a tenth of all', () => {
    const queue = aws.sqs.queue(createQueue(aws).arn);
    fill(queue, 60, 'noisy');
    fill(queue, 2, 'quiet');
    fill(queue, 1);
    expect(groups(queue, 29)).not.toContain('quiet');
    // Not noisy yet: the order is that of their coming.
    expect(groups(queue, 1)).toEqual(['noisy']);
    expect(groups(queue, 4)).toEqual(['quiet', 'quiet', 'none', 'noisy']);
  });

  it('gives of several noisy tenants the one with the fewest in flight', () => {
    const queue = aws.sqs.queue(createQueue(aws).arn);
    fill(queue, 40, 'a');
    fill(queue, 30, 'b');
    expect(queue.receive({ max: 70 })).toHaveLength(70);
    fill(queue, 1, 'a');
    fill(queue, 1, 'b');
    expect(groups(queue, 2)).toEqual(['b', 'a']);
  });

  it.each([
    ['while it has something waiting, at once and after its messages were done', 0, true],
    ['for five minutes after its last message was in flight', 4.9, true],
    ['not after five minutes without one in flight', 5, false],
  ])('holds a tenant for noisy %s', (_, minutes, isNoisy) => {
    let now = 0;
    const queue = new Queue({
      home: LOCAL_ACCOUNTS.management,
      name: 'fair',
      settings: { ...aws.sqs.queue(createQueue(aws).arn).settings, VisibilityTimeout: 60 },
      clock: { now: () => now, after: () => () => {} },
      deadLetter: () => false,
    });
    fill(queue, 40, 'noisy');
    const received = queue.receive({ max: 30 });
    expect(groups(queue, 1)).toEqual(['noisy']);
    for (const { receiptHandle } of received) queue.delete(receiptHandle);
    fill(queue, 1, 'quiet');
    // Its last message was in flight for a minute.
    now += 60_000 + minutes * 60_000;
    expect(groups(queue, 1)).toEqual([isNoisy ? 'quiet' : 'noisy']);
  });

  it('holds a tenant for quiet once nothing of it is left', () => {
    const queue = aws.sqs.queue(createQueue(aws).arn);
    fill(queue, 30, 'noisy');
    for (const { receiptHandle } of queue.receive({ max: 30 })) queue.delete(receiptHandle);
    expect(groups(queue, 1)).toEqual([]);
    fill(queue, 1, 'noisy');
    fill(queue, 1, 'quiet');
    expect(groups(queue, 2)).toEqual(['noisy', 'quiet']);
  });

  it('is none without groups: messages come as they were sent', () => {
    const queue = aws.sqs.queue(createQueue(aws).arn);
    fill(queue, 50);
    expect(queue.receive({ max: 50 }).map(({ body }) => body)).toEqual(
      Array.from({ length: 50 }, (_, index) => `undefined ${index}`),
    );
  });
});
