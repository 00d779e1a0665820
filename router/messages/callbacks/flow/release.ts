import type { DeliveryQueue } from '../delivery-queue.ts';
import type { CallbackReport } from '../report.ts';
import type { Callback } from '../table/callback-item.ts';
import type { CallbackStates } from '../table/callback-states.ts';
import type { CallbackKey, WaitingDeliveries, WaitingDelivery } from '../table/waiting-deliveries.ts';
import { isOpen, mayProbe } from './breaker.ts';
import { TOO_OLD } from './deliver.ts';
import { MAX_AGE_MILLISECONDS } from './schedule.ts';

export interface ReleaseDependencies {
  readonly callbacks: CallbackStates;
  readonly waiting: WaitingDeliveries;
  readonly queue: DeliveryQueue;
  readonly report: CallbackReport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Deliveries of a callback that are looked at before it is another's turn. */
const PAGE = 100;

/**
 * Puts the deliveries whose time has come back into the queue, a page of each callback in turn, until none is left or
 * `until` has come. Of a callback with an open breaker it is one, the probe, and only when no other is on its way.
 */
export function createRelease({ callbacks, waiting, queue, report, now }: ReleaseDependencies) {
  return async function release(until: number): Promise<void> {
    let turns = await waiting.callbacks();
    while (turns.length > 0 && now() < until) {
      const again: CallbackKey[] = [];
      for (const key of turns) {
        if (now() >= until) return;
        try {
          if (await releasePage(key)) again.push(key);
        } catch (error) {
          report.failure('Deliveries of a callback could not be released', error);
        }
      }
      turns = again;
    }
  };

  /** @returns whether there may be more to release */
  async function releasePage({ accountId, callbackName }: CallbackKey): Promise<boolean> {
    const callback = await callbacks.get(accountId, callbackName);
    if (callback === undefined) return false;
    const due = await waiting.due(callback, PAGE);
    if (due.length === 0) {
      await waiting.unmark(callback);
      return false;
    }
    if (isOpen(callback)) return await probe(callback, due);
    await queue.send(
      due.map(({ delivery }) => delivery),
      { delaySeconds: 0 },
    );
    await waiting.remove(callback, due);
    return due.length === PAGE;
  }

  async function probe(callback: Callback, due: readonly WaitingDelivery[]): Promise<boolean> {
    const isOver = ({ delivery: { startedAt = now() } }: WaitingDelivery) =>
      startedAt + MAX_AGE_MILLISECONDS <= now();
    const over = due.filter(isOver);
    for (const { delivery } of over) {
      await queue.bury(delivery, TOO_OLD);
      report.count('CallbacksGivenUp');
    }
    if (over.length > 0) {
      await waiting.remove(callback, over);
      return true;
    }
    const [first] = due;
    if (first === undefined || !mayProbe(callback, now()) || !(await callbacks.claimProbe(callback)))
      return false;
    await queue.send([{ ...first.delivery, isProbe: true }], { delaySeconds: 0 });
    await waiting.remove(callback, [first]);
    return false;
  }
}
