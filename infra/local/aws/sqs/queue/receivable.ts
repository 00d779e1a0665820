import type { StoredMessage } from './message.ts';
import { stateOf } from './message.ts';

/** Messages that ReceiveMessage may hand out now, in the order in which it does. Pure. */
export function receivable(
  messages: Iterable<StoredMessage>,
  now: number,
  isFifo: boolean,
): readonly StoredMessage[] {
  const all = [...messages];
  return isFifo ? inGroupOrder(all, now) : all.filter((message) => stateOf(message, now) === 'available');
}

/**
 * "FIFO delivery logic": a group with a message in flight gives nothing, a delayed message holds back those behind
 * it, and a receive takes as many as it can of one group before it goes on to the next.
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

/** When the next message that cannot be received now may become receivable. */
export function nextVisibleAt(messages: Iterable<StoredMessage>, now: number): number | undefined {
  const times = Array.from(messages, ({ visibleAt }) => visibleAt).filter((time) => time > now);
  return times.length === 0 ? undefined : Math.min(...times);
}
