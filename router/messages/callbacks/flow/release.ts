import type { DeliveryQueue } from '../delivery-queue.ts';
import type { CallbackReport } from '../report.ts';
import type { Callback, CallbackKey } from '../table/callback-item.ts';
import type { CallbackStates } from '../table/callback-states.ts';
import type { WaitingDeliveries, WaitingDelivery } from '../table/waiting-deliveries.ts';
import { isOpen, mayProbe } from './breaker.ts';
import { RESTED, TOO_OLD } from './deliver.ts';
import { isOver } from './schedule.ts';
import type { StandingOf } from './standing.ts';

export interface ReleaseDependencies {
  readonly callbacks: CallbackStates;
  readonly standingOf: StandingOf;
  readonly waiting: WaitingDeliveries;
  readonly queue: DeliveryQueue;
  readonly report: CallbackReport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How many deliveries of a callback are processed before the next callback's. */
const PAGE = 100;

/**
 * Puts due deliveries back into the queue, a page of each callback in turn, until none is left or `until` is reached. A
 * callback with an open breaker gets one, the probe, and only when no other is in progress; a suspended tenant gets
 * none; deliveries of a tenant that has left are dropped.
 */
export function createRelease({ callbacks, standingOf, waiting, queue, report, now }: ReleaseDependencies) {
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
  async function releasePage(key: CallbackKey): Promise<boolean> {
    const callback = await callbacks.get(key);
    if (callback === undefined) return false;
    const due = await waiting.due(callback, PAGE);
    if (due.length === 0) {
      await waiting.unmark(callback);
      return false;
    }
    switch (await standingOf(callback)) {
      case 'gone':
        for (const _ of due) report.count('CallbacksDropped');
        break;
      case 'resting':
        return await giveUp(callback, due, RESTED);
      case 'active':
        if (isOpen(callback)) return await probe(callback, due);
        await queue.send(
          due.map(({ delivery }) => delivery),
          { delaySeconds: 0 },
        );
    }
    await waiting.remove(callback, due);
    return due.length === PAGE;
  }

  async function probe(callback: Callback, due: readonly WaitingDelivery[]): Promise<boolean> {
    if (await giveUp(callback, due, TOO_OLD)) return true;
    const [first] = due;
    if (first === undefined || !mayProbe(callback, now()) || !(await callbacks.claimProbe(callback)))
      return false;
    await queue.send([{ ...first.delivery, isProbe: true }], { delaySeconds: 0 });
    await waiting.remove(callback, [first]);
    return false;
  }

  /** @returns whether any of them was too old, so that more may be */
  async function giveUp(
    callback: Callback,
    due: readonly WaitingDelivery[],
    explanation: string,
  ): Promise<boolean> {
    const over = due.filter(({ delivery }) => isOver(delivery, now()));
    for (const { delivery } of over) {
      await queue.bury(delivery, explanation);
      report.count('CallbacksGivenUp');
    }
    if (over.length > 0) await waiting.remove(callback, over);
    return over.length > 0;
  }
}
