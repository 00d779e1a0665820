import { BoundedMap } from '../../bounded-map.ts';
import { eventKey } from '../events/event.ts';
import type { Announce } from '../table/fold-into-table.ts';
import type { Delivery } from './delivery.ts';
import type { DeliveryQueue } from './delivery-queue.ts';
import { callbackEventId, callbackEventType, isWanted } from './event-type.ts';
import type { ListedCallback, RegisteredCallbacks } from './table/registered-callbacks.ts';

export interface AnnounceOptions {
  readonly callbacks: Pick<RegisteredCallbacks, 'listAll'>;
  /** Created on first use, because most tenants have no callbacks. */
  readonly queue: () => Promise<Pick<DeliveryQueue, 'send'>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How long it may take until a new callback is known everywhere. */
const KNOWN_MILLISECONDS = 10_000;
const KNOWN_ACCOUNTS = 5_000;

/** The event is announced before its item is written; the delay keeps the delivery from overtaking the item. */
const DELAY_SECONDS = 1;

/** Puts a delivery into the queue for each callback that listens to an event. */
export function createAnnounce({
  callbacks,
  queue,
  now,
}: AnnounceOptions): Announce & { forget(accountId: string): void } {
  const known = new BoundedMap<{
    readonly listing: Promise<readonly ListedCallback[]>;
    readonly since: number;
  }>(KNOWN_ACCOUNTS);

  async function announce({ accountId, news }: Parameters<Announce>[0]): Promise<void> {
    const registered = await callbacksOf(accountId);
    const deliveries = news.flatMap((event): Delivery[] => {
      const type = callbackEventType(event);
      if (type === undefined) return [];
      const id = callbackEventId(accountId, event);
      return registered
        .filter(({ eventTypes }) => isWanted(type, eventTypes))
        .map(({ tenantId, callbackName, callbackId }) => ({
          accountId,
          tenantId,
          callbackName,
          callbackId,
          attempts: 0,
          event: { id, type, of: event.id, key: eventKey(event) },
        }));
    });
    if (deliveries.length > 0) await (await queue()).send(deliveries, { delaySeconds: DELAY_SECONDS });
  }

  async function callbacksOf(accountId: string): Promise<readonly ListedCallback[]> {
    const earlier = known.get(accountId);
    if (earlier !== undefined && now() <= earlier.since + KNOWN_MILLISECONDS) return await earlier.listing;
    const listing = callbacks.listAll(accountId);
    known.set(accountId, { listing, since: now() });
    try {
      return await listing;
    } catch (error) {
      known.delete(accountId);
      throw error;
    }
  }

  return Object.assign(announce, { forget: (accountId: string) => void known.delete(accountId) });
}
