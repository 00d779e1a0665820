import type { StoredMessage } from './message.ts';
import { stateOf } from './message.ts';

/** "Messages per queue (in flight)" of "Quotas related to queues"; of a standard queue "approximately". */
export const MAX_IN_FLIGHT = { standard: 120_000, fifo: 20_000 } as const;

/**
 * Messages that ReceiveMessage may return now, in its order, within the limit of messages in flight. Pure.
 *
 * @param noisy noisy tenants of a standard queue, and how many messages each has in flight
 */
export function receivable(
  messages: Iterable<StoredMessage>,
  now: number,
  isFifo: boolean,
  noisy: ReadonlyMap<string, number>,
): readonly StoredMessage[] {
  const all = [...messages];
  const inFlight = all.filter((message) => stateOf(message, now) === 'inFlight').length;
  const room = MAX_IN_FLIGHT[isFifo ? 'fifo' : 'standard'] - inFlight;
  if (room <= 0) return [];
  return (isFifo ? inGroupOrder(all, now) : inFairOrder(all, noisy, now)).slice(0, room);
}

/**
 * "How message delivery order changes" of "How Amazon SQS fair queues work": messages of quiet tenants first, then those
 * of the noisy one with the fewest in flight.
 */
function inFairOrder(
  messages: readonly StoredMessage[],
  noisy: ReadonlyMap<string, number>,
  now: number,
): readonly StoredMessage[] {
  const available = messages.filter((message) => stateOf(message, now) === 'available');
  if (noisy.size === 0) return available;
  const noise = ({ groupId }: StoredMessage) => (groupId === undefined ? -1 : (noisy.get(groupId) ?? -1));
  return available.sort((a, b) => noise(a) - noise(b));
}

/**
 * "FIFO delivery logic": a group with a message in flight returns nothing, a delayed message holds back those behind
 * it, and a receive takes as many as possible of one group before the next.
 */
function inGroupOrder(messages: readonly StoredMessage[], now: number): readonly StoredMessage[] {
  const closed = new Set(
    messages.filter((message) => stateOf(message, now) === 'inFlight').map(({ groupId }) => groupId),
  );
  const groups = new Map<string | undefined, StoredMessage[]>();
  for (const message of messages) {
    if (stateOf(message, now) === 'delayed') closed.add(message.groupId);
    if (closed.has(message.groupId)) continue;
    const group = groups.get(message.groupId);
    if (group === undefined) groups.set(message.groupId, [message]);
    else group.push(message);
  }
  return [...groups.values()].flat();
}

/** When the next message may become receivable. */
export function nextVisibleAt(messages: Iterable<StoredMessage>, now: number): number | undefined {
  const times = Array.from(messages, ({ visibleAt }) => visibleAt).filter((time) => time > now);
  return times.length === 0 ? undefined : Math.min(...times);
}
