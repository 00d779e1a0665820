import type { ReplayMessage } from '../../../../router/messages/operator/replay-message.ts';
import type { OperatorClock } from '../desk.ts';
import { MAX_BATCH, type ReaderQueue } from './reader-queue.ts';

export interface HandOverOptions {
  readonly queue: ReaderQueue;
  /** Taken as the reader gets on, so that a month of them needs no memory. */
  readonly messages: AsyncIterable<ReplayMessage>;
  readonly clock: OperatorClock;
  readonly pollMilliseconds: number;
  /** How long after the last message counts may still be those of before. */
  readonly staleMilliseconds: number;
  readonly signal: AbortSignal;
  /** Told how many have been worked off, about. */
  readonly onProgress: (done: number) => void;
}

/**
 * `interrupted` and `stuck` leave the reader with what it was given; to begin again is harmless.
 */
export interface HandedOver {
  readonly outcome: 'done' | 'interrupted' | 'stuck';
  readonly handed: number;
  /** More than before, about. */
  readonly deadLetters: number;
}

/** So many wait at a time, others' included: news of new messages must not stand behind a month of old ones. */
export const MAX_WAITING = 500;
/** What fails comes back for an hour (five attempts, twelve minutes apart) before it is a dead letter. */
const STUCK_MILLISECONDS = 75 * 60_000;
/** So often the queue is empty, or as full as it was before and not emptier than at the look before that. */
const LOOKS = { empty: 2, steady: 5 } as const;

/** Gives the reader all messages, as fast as it works them off, and waits until it has. */
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
    // Nobody can tell our messages from others'. In a busy system these come and go while ours are gone long since.
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
