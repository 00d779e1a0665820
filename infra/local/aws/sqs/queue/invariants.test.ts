import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FakeClock } from '../../core/clock/fake-clock.ts';
import { createKernel } from '../../iam/kernel.ts';
import { management } from '../queues.rig.ts';
import { Sqs } from '../sqs.ts';
import type { ReceivedMessage } from './message.ts';

const VISIBILITY_SECONDS = 30;
const MAX_RECEIVE_COUNT = 2;
const DEDUPLICATION_MILLISECONDS = 300_000;

/** Operations of producers, consumers and time on a queue; `index` selects a message in flight. */
type Step =
  | { readonly kind: 'send'; readonly group: string }
  | { readonly kind: 'repeat' }
  | { readonly kind: 'receive'; readonly max: number }
  | { readonly kind: 'delete'; readonly index: number }
  | { readonly kind: 'release'; readonly index: number }
  | { readonly kind: 'wait'; readonly seconds: number };

const max = fc.integer({ min: 1, max: 10 });
const index = fc.nat(9);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c').map((group): Step => ({ kind: 'send', group })) },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'repeat' }) },
  { weight: 4, arbitrary: max.map((max): Step => ({ kind: 'receive', max })) },
  { weight: 3, arbitrary: index.map((index): Step => ({ kind: 'delete', index })) },
  { weight: 3, arbitrary: index.map((index): Step => ({ kind: 'release', index })) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 40 }).map((seconds): Step => ({ kind: 'wait', seconds })),
  },
);

/** A FIFO queue with a dead-letter queue, and what may still come out of each of its groups. */
class Model {
  readonly clock = new FakeClock(0);
  readonly #sqs = new Sqs(createKernel({ clock: this.clock }));
  readonly deadLetters = this.#create('dead.fifo');
  readonly queue = this.#create('queue.fifo', this.deadLetters.arn);
  /** Bodies by group, oldest first, without those that were deleted or given up. */
  readonly #expected = new Map<string, readonly string[]>();
  #inFlight: readonly { readonly message: ReceivedMessage; readonly until: number }[] = [];
  #sent = 0;
  #lastSentAt = 0;

  #create(QueueName: string, deadLetterTargetArn?: string) {
    const { arn } = this.#sqs.createQueue(management, {
      QueueName,
      FifoQueue: true,
      VisibilityTimeout: VISIBILITY_SECONDS,
      ...(deadLetterTargetArn && {
        RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: MAX_RECEIVE_COUNT },
      }),
    });
    return this.#sqs.queue(arn);
  }

  get expectedBodies(): readonly string[] {
    return [...this.#expected.values()].flat();
  }

  async run(step: Step): Promise<void> {
    switch (step.kind) {
      case 'send':
        return this.#send(step.group);
      case 'repeat':
        return this.#repeat();
      case 'receive':
        return this.#receive(step.max);
      case 'delete':
        return this.#withOne(step.index, (message) => {
          this.queue.delete(message.receiptHandle);
          this.#strike(groupOf(message), message.body);
        });
      case 'release':
        return this.#withOne(step.index, ({ receiptHandle }) =>
          this.queue.changeVisibility(receiptHandle, 0),
        );
      case 'wait':
        await this.clock.advance(step.seconds * 1000);
        this.#inFlight = this.#inFlight.filter(({ until }) => until > this.clock.now());
    }
  }

  #send(groupId: string): void {
    const body = String(this.#sent);
    this.queue.send({ body, groupId, deduplicationId: body }, 'sender');
    this.#expected.set(groupId, [...(this.#expected.get(groupId) ?? []), body]);
    this.#sent += 1;
    this.#lastSentAt = this.clock.now();
  }

  /** Sends the last message's deduplication id again; nothing may come of it. */
  #repeat(): void {
    if (this.#sent === 0 || this.clock.now() >= this.#lastSentAt + DEDUPLICATION_MILLISECONDS) return;
    this.queue.send({ body: 'repeated', groupId: 'a', deduplicationId: String(this.#sent - 1) }, 'sender');
  }

  #receive(max: number): void {
    const locked = this.#inFlight.map(({ message }) => groupOf(message));
    const received = this.queue.receive({ max });
    for (const { groupId = '', body } of this.deadLetters.peek()) this.#strike(groupId, body);
    expect(received.length).toBeLessThanOrEqual(max);
    for (const group of new Set(received.map(groupOf))) {
      const bodies = received.filter((message) => groupOf(message) === group).map(({ body }) => body);
      expect(locked, 'a group with a message in flight gives nothing').not.toContain(group);
      expect(bodies, 'a group gives its oldest messages, in order').toEqual(
        this.#expected.get(group)?.slice(0, bodies.length),
      );
    }
    const until = this.clock.now() + VISIBILITY_SECONDS * 1000;
    this.#inFlight = [...this.#inFlight, ...received.map((message) => ({ message, until }))];
  }

  #withOne(index: number, act: (message: ReceivedMessage) => void): void {
    const held = this.#inFlight[index % Math.max(this.#inFlight.length, 1)];
    if (held === undefined) return;
    act(held.message);
    this.#inFlight = this.#inFlight.filter((other) => other !== held);
  }

  #strike(group: string, body: string): void {
    this.#expected.set(group, this.#expected.get(group)?.filter((other) => other !== body) ?? []);
  }
}

function groupOf({ attributes }: ReceivedMessage): string {
  return attributes.MessageGroupId ?? '';
}

it('a FIFO queue keeps each group in order, locks it while a message is in flight, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 80, size: 'max' }), async (steps) => {
      const model = new Model();
      for (const step of steps) await model.run(step);
      expect(
        model.queue
          .peek()
          .map(({ body }) => body)
          .toSorted(),
      ).toEqual(model.expectedBodies.toSorted());
      for (const { receiveCount } of model.deadLetters.peek()) expect(receiveCount).toBe(MAX_RECEIVE_COUNT);
    }),
    { numRuns: 200 },
  );
});
