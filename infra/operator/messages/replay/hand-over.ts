import type { ReplayMessage } from '../../../../router/messages/operator/replay-message.ts';
import type { OperatorClock } from '../desk.ts';
import { MAX_BATCH, type ReaderQueue } from './reader-queue.ts';

export interface HandOverOptions {
  readonly queue: ReaderQueue;
  /** Consumed as the reader progresses, so that a month of them needs no memory. */
  readonly messages: AsyncIterable<ReplayMessage>;
  readonly clock: OperatorClock;
  readonly pollMilliseconds: number;
  /** How long after the last message counts may still be those of before. */
  readonly staleMilliseconds: number;
  readonly signal: AbortSignal;
  /** Called with the approximate number of processed messages. */
  readonly onProgress: (done: number) => void;
}

/**
 * After `interrupted` and `stuck` the reader goes on with what it was given; running the replay again is harmless.
 */
export interface HandedOver {
  readonly outcome: 'done' | 'interrupted' | 'stuck';
  readonly handed: number;
  /** More than before, approximately. */
  readonly deadLetters: number;
}

/**
 * How many messages may wait at a time, others included: events of new messages must not wait behind a month of old
 * ones.
 */
export const MAX_WAITING = 500;
/** A failed message is received again for an hour (five attempts, twelve minutes apart) before it is a dead letter. */
const STUCK_MILLISECONDS = 75 * 60_000;
/** How often the queue must be empty, or back at its earlier level without shrinking further. */
const LOOKS = { empty: 2, steady: 5 } as const;

/** Sends all messages to the reader as fast as it processes them, and waits until it has processed all. */
export async function handOver(options: HandOverOptions): Promise<HandedOver> {
  const { queue, messages, clock, pollMilliseconds, staleMilliseconds, signal, onProgress } = options;
  const [waitingBefore, deadBefore] = await Promise.all([queue.waiting(), queue.deadLetters()]);
  const batches = inBatches(messages);
  let next = await batches.next();
  let waiting = waitingBefore;
  let handed = 0;
  let least = Number.POSITIVE_INFINITY;
  let sentAt = clock.now();
  let progressedAt = sentAt;
  let emptyLooks = 0;
  let steadyLooks = 0;

  for (;;) {
    if (signal.aborted) return await result('interrupted');
    while (!next.done && waiting + next.value.length <= MAX_WAITING && !signal.aborted) {
      await queue.send(next.value);
      handed += next.value.length;
      waiting += next.value.length;
      sentAt = clock.now();
      least = Number.POSITIVE_INFINITY;
      next = await batches.next();
    }
    waiting = await queue.waiting();
    onProgress(handed - Math.min(handed, waiting));
    // Our messages cannot be distinguished from others. In a busy system others come and go long after ours are
    // processed.
    const isEmptier = waiting < least;
    least = Math.min(least, waiting);
    if (isEmptier) progressedAt = clock.now();
    const isStale = clock.now() - sentAt < staleMilliseconds;
    emptyLooks = !isStale && waiting === 0 ? emptyLooks + 1 : 0;
    steadyLooks = !isStale && waiting <= waitingBefore && !isEmptier ? steadyLooks + 1 : 0;
    if (next.done && (emptyLooks === LOOKS.empty || steadyLooks === LOOKS.steady)) {
      onProgress(handed);
      return await result('done');
    }
    if (clock.now() - Math.max(sentAt, progressedAt) > STUCK_MILLISECONDS) return await result('stuck');
    await clock.pause(pollMilliseconds, signal);
  }

  async function result(outcome: HandedOver['outcome']): Promise<HandedOver> {
    return { outcome, handed, deadLetters: Math.max(0, (await queue.deadLetters()) - deadBefore) };
  }
}

async function* inBatches<T>(all: AsyncIterable<T>): AsyncGenerator<readonly T[], undefined> {
  let batch: T[] = [];
  for await (const each of all) {
    batch.push(each);
    if (batch.length < MAX_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
