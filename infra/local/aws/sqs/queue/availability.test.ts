import { expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../core/clock/fake-clock.ts';
import { createKernel } from '../../iam/kernel.ts';
import { management } from '../queues.rig.ts';
import type { QueueAttributes } from '../settings.ts';
import { Sqs } from '../sqs.ts';
import { receiveOrWait } from '../wire/polling.ts';

function setUp(attributes: QueueAttributes = {}) {
  const clock = new FakeClock(0);
  const sqs = new Sqs(createKernel({ clock }));
  const QueueName = attributes.FifoQueue === true ? 'queue.fifo' : 'queue';
  const { arn } = sqs.createQueue(management, { ...attributes, QueueName });
  const queue = sqs.queue(arn);
  const send = (body: string, options: { delaySeconds?: number; groupId?: string } = {}) =>
    queue.send({ body, ...options }, 'sender');
  return { clock, sqs, arn, queue, send };
}

/** Receives on every announcement, and records what and when. */
function follow({ clock, sqs, arn, queue }: ReturnType<typeof setUp>) {
  const got: [number, string][] = [];
  const handles: string[] = [];
  const unsubscribe = sqs.whenAvailable(arn, () => {
    for (const { body, receiptHandle } of queue.receive({ max: 10 })) {
      got.push([clock.now(), body]);
      handles.push(receiptHandle);
    }
  });
  onTestFinished(unsubscribe);
  return { got, handles, unsubscribe };
}

it('announces messages that are in the queue, that are sent, and whose delay or visibility timeout ends', async () => {
  const setup = setUp({ VisibilityTimeout: 10 });
  setup.send('there');
  const { got, handles } = follow(setup);
  await setup.clock.advance(1000);
  setup.send('sent');
  setup.send('delayed', { delaySeconds: 5 });
  await setup.clock.advance(6000);
  for (const handle of handles.slice(1)) setup.queue.delete(handle);
  await setup.clock.advance(10_000);
  expect(got).toEqual([
    [0, 'there'],
    [1000, 'sent'],
    [6000, 'delayed'],
    [10_000, 'there'],
  ]);
});

it('announces the next message of a group when the one before is deleted or released', async () => {
  const setup = setUp({ FifoQueue: true, ContentBasedDeduplication: true });
  for (const body of ['1', '2']) setup.send(body, { groupId: 'g' });
  const [first] = setup.queue.receive({ max: 1 });
  const { got, handles } = follow(setup);
  await setup.clock.advance(0);
  expect(got).toEqual([]);
  setup.queue.delete(first?.receiptHandle ?? '');
  await setup.clock.advance(0);
  setup.queue.changeVisibility(handles[0] ?? '', 0);
  await setup.clock.advance(0);
  expect(got.map(([, body]) => body)).toEqual(['2', '2']);
});

it('announces nothing after it was unsubscribed, and leaves no timer', async () => {
  const setup = setUp({ VisibilityTimeout: 10 });
  setup.send('m');
  const { got, unsubscribe } = follow(setup);
  await setup.clock.advance(0);
  unsubscribe();
  expect(setup.clock.pendingTasks).toBe(0);
  await setup.clock.advance(60_000);
  expect(got).toHaveLength(1);
});

it('makes a receive wait for the first message', async () => {
  const { clock, queue, send } = setUp();
  const waiting = receiveOrWait(queue, { max: 10 }, 20, clock);
  await clock.advance(19_000);
  send('late');
  expect((await waiting).map(({ body }) => body)).toEqual(['late']);
  expect(clock.pendingTasks).toBe(0);
});

it('ends a receive with nothing when its wait is over', async () => {
  const { clock, queue } = setUp();
  const waiting = receiveOrWait(queue, { max: 10 }, 20, clock);
  await clock.advance(20_000);
  expect(await waiting).toEqual([]);
});

it('gives a message to one of several waiting receives', async () => {
  const { clock, queue, send } = setUp();
  const waiting = [20, 20].map((seconds) => receiveOrWait(queue, { max: 10 }, seconds, clock));
  await clock.advance(1000);
  send('only');
  await clock.advance(20_000);
  expect((await Promise.all(waiting)).flat().map(({ body }) => body)).toEqual(['only']);
});
