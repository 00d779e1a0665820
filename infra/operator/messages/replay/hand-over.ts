import type { ReplayMessage } from '../../../../router/messages/operator/replay-message.ts';
import type { OperatorClock } from '../desk.ts';
import { MAX_BATCH, type ReaderQueue } from './reader-queue.ts';

export interface HandOverOptions {
  readonly queue: ReaderQueue;
  readonly messages: readonly ReplayMessage[];
  readonly clock: OperatorClock;
  readonly pollMilliseconds: number;
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

/** So many wait at a time: news of new messages must not stand behind a month of old ones. */
export const MAX_WAITING = 500;
/** What fails comes back for an hour (five attempts, twelve minutes apart) before it is a dead letter. */
const STUCK_MILLISECONDS = 75 * 60_000;

/** Gives the reader all messages, as fast as it works them off, and waits until it has. */
export async function handOver(options: HandOverOptions): Promise<HandedOver> {
  const { queue, messages, clock, pollMilliseconds, signal, onProgress } = options;
  const [waitingBefore, deadBefore] = await Promise.all([queue.waiting(), queue.deadLetters()]);
  let handed = 0;
  let room = MAX_WAITING;
  let least = Number.POSITIVE_INFINITY;
  let progressedAt = clock.now();
  /** In a busy system others' messages come and go: all of ours are gone when no more wait than before, twice. */
  let quietLooks = 0;

  while (quietLooks < 2) {
    if (signal.aborted) return await result('interrupted');
    while (handed < messages.length && room > 0 && !signal.aborted) {
      const batch = messages.slice(handed, handed + Math.min(MAX_BATCH, room));
      await queue.send(batch);
      handed += batch.length;
      room -= batch.length;
      progressedAt = clock.now();
    }
    const ours = Math.max(0, (await queue.waiting()) - waitingBefore);
    onProgress(Math.max(0, handed - ours));
    room = MAX_WAITING - ours;
    quietLooks = handed === messages.length && ours === 0 ? quietLooks + 1 : 0;
    if (ours < least || handed < messages.length) progressedAt = clock.now();
    least = Math.min(least, ours);
    if (clock.now() - progressedAt > STUCK_MILLISECONDS) return await result('stuck');
    if (quietLooks < 2) await clock.pause(pollMilliseconds, signal);
  }
  return await result('done');

  async function result(outcome: HandedOver['outcome']): Promise<HandedOver> {
    return { outcome, handed, deadLetters: Math.max(0, (await queue.deadLetters()) - deadBefore) };
  }
}
