import type { StoredMessage } from './message.ts';
import { stateOf } from './message.ts';

/** "How detection works" of "How Amazon SQS fair queues work": over a tenth of all messages in flight, and 30 at least. */
const NOISY = { share: 0.1, messages: 30 } as const;
/** "When a noisy neighbor becomes quiet": "No messages … in flight for a continuous period of 5 minutes". */
const QUIET_MILLISECONDS = 5 * 60_000;

/**
 * The noisy neighbors among the tenants of a standard queue. A noisy tenant becomes quiet when the queue has none of
 * its messages, or when none was in flight for five minutes. The page's second measure, a tenant's recent share of
 * processing time, has no documented span and is not simulated.
 */
export class NoisyTenants {
  /** By group: when a message of the tenant was last in flight. */
  readonly #lastInFlight = new Map<string, number>();

  /** @returns how many messages of each noisy tenant are in flight */
  observe(messages: Iterable<StoredMessage>, now: number): ReadonlyMap<string, number> {
    const tenants = new Map<string, { inFlight: number; last: number }>();
    let inFlight = 0;
    for (const message of messages) {
      const isInFlight = stateOf(message, now) === 'inFlight';
      if (isInFlight) inFlight += 1;
      // A message without a group is a tenant of its own, and so never noisy.
      if (message.groupId === undefined) continue;
      const tenant = tenants.get(message.groupId) ?? { inFlight: 0, last: 0 };
      tenants.set(message.groupId, tenant);
      if (isInFlight) tenant.inFlight += 1;
      if (message.received) tenant.last = Math.max(tenant.last, Math.min(now, message.visibleAt));
    }
    for (const [groupId, tenant] of tenants) {
      const isNoisy = tenant.inFlight >= NOISY.messages && tenant.inFlight > NOISY.share * inFlight;
      const before = this.#lastInFlight.get(groupId);
      if (isNoisy || before !== undefined)
        this.#lastInFlight.set(groupId, Math.max(before ?? 0, tenant.last));
    }
    const noisy = new Map<string, number>();
    for (const [groupId, last] of this.#lastInFlight) {
      const tenant = tenants.get(groupId);
      if (tenant === undefined || now - last >= QUIET_MILLISECONDS) this.#lastInFlight.delete(groupId);
      else noisy.set(groupId, tenant.inFlight);
    }
    return noisy;
  }
}
