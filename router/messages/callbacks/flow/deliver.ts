import type { PayloadOf } from '../attempt/payload.ts';
import type { Post } from '../attempt/post.ts';
import { validSecrets } from '../attempt/secret.ts';
import { signedHeaders } from '../attempt/sign.ts';
import type { Delivery } from '../delivery.ts';
import { type DeliveryQueue, MAX_DELAY_SECONDS } from '../delivery-queue.ts';
import type { CallbackReport } from '../report.ts';
import { type Callback, callbackKey } from '../table/callback-item.ts';
import type { CallbackStates } from '../table/callback-states.ts';
import type { WaitingDeliveries } from '../table/waiting-deliveries.ts';
import { isOpen } from './breaker.ts';
import { isOver, nextAttemptAt } from './schedule.ts';
import type { StandingOf } from './standing.ts';

export interface DeliverDependencies {
  readonly callbacks: CallbackStates;
  readonly standingOf: StandingOf;
  readonly waiting: Pick<WaitingDeliveries, 'park'>;
  readonly queue: DeliveryQueue;
  readonly payloadOf: PayloadOf;
  readonly post: Post;
  readonly report: CallbackReport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * A delivery's message may be written a little after the delivery, never minutes later: if it is still missing after so
 * many attempts, it has been deleted for its age.
 */
const LOOKS = 2;

export const USED_UP = 'Every attempt failed.';
export const TOO_OLD = 'It waited for the breaker of its callback until its time was over.';
export const RESTED = 'Its tenant was suspended until its time was over.';

/**
 * Takes one delivery from the queue, tries it once and decides what is next: nothing, another attempt, or the
 * dead-letter queue. Every further step is a new queue message or an item of the table, so that no delivery waits in
 * flight, of which a queue allows 120,000.
 *
 * @throws Error when a table or a queue fails; the queue message is then received again
 * @throws Error when a table or a queue fails: then the message comes back
 */
export function createDeliver({
  callbacks,
  standingOf,
  waiting,
  queue,
  payloadOf,
  post,
  report,
  now,
}: DeliverDependencies) {
  return async function deliver({ isProbe = false, ...received }: Delivery): Promise<void> {
    const delivery = { ...received, startedAt: received.startedAt ?? now() };
    const { callbackId, event, attempts } = delivery;
    const callback = await callbacks.get(callbackKey(delivery));
    // The callback was deleted, or replaced by another of the same name.
    if (callback?.callbackId !== callbackId) return report.count('CallbacksDropped');
    const standing = await standingOf(callback);
    if (standing === 'gone') return report.count('CallbacksDropped');
    const isResting = standing === 'resting';
    if (isResting || (isOpen(callback) && !isProbe)) {
      if (isOver(delivery, now())) return await bury(delivery, isResting ? RESTED : TOO_OLD);
      return await waiting.park(callback, delivery, now());
    }
    const body = await payloadOf(callback, delivery);
    if (body === undefined) {
      if (attempts >= LOOKS) return report.count('CallbacksDropped');
      return await tryAgain(callback, { ...delivery, attempts: attempts + 1 });
    }
    const signed = signedHeaders({ id: event.id, payload: body, at: now() }, validSecrets(callback, now()));
    const headers = { 'content-type': 'application/json', 'user-agent': USER_AGENT, ...signed };
    const outcome = await post({ url: callback.url, headers, body });
    const attempt = attempts + 1;
    const hasOpened = await callbacks.record(callback, {
      eventId: event.id,
      eventType: event.type,
      at: now(),
      attempt,
      ...outcome,
    });
    if (outcome.result === 'DELIVERED') return report.count('CallbacksDelivered');
    report.count('CallbacksFailed');
    if (hasOpened) report.opened(delivery);
    await tryAgain(callback, { ...delivery, attempts: attempt });
  };

  async function tryAgain(callback: Callback, delivery: Delivery): Promise<void> {
    const at = nextAttemptAt(delivery.attempts, now());
    if (at === undefined) return await bury(delivery, USED_UP);
    const delaySeconds = Math.ceil((at - now()) / 1_000);
    if (delaySeconds <= MAX_DELAY_SECONDS) await queue.send([delivery], { delaySeconds });
    else await waiting.park(callback, delivery, at);
  }

  async function bury(delivery: Delivery, explanation: string): Promise<void> {
    await queue.bury(delivery, explanation);
    report.count('CallbacksGivenUp');
  }
}

const USER_AGENT = 'pinpoint-tenant-router';
