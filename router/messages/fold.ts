import { eventKey, type MessageFacts, type TrackedEvent } from './events/event.ts';

/** What all events of a message or a registration say together. */
export interface Tracked {
  readonly kind: TrackedEvent['kind'];
  readonly id: string;
  /** The events so far by `eventKey`, oldest first. */
  readonly events: readonly string[];
  /** From the event that says most. */
  readonly status: string;
  readonly description?: string | undefined;
  readonly isFinal: boolean;
  /** The time of that event. */
  readonly statusAt: number;
  /** The earliest request time in any event. */
  readonly requestedAt: number;
  readonly facts: MessageFacts;
}

export interface Folded {
  readonly tracked: Tracked;
  /** The events that were not known before, oldest first, to be announced. */
  readonly news: readonly TrackedEvent[];
}

/** A message has a handful of events. An account that writes more must not make an item outgrow DynamoDB's limit. */
export const MAX_EVENTS = 50;

/**
 * Adds events of one message to its state. The result depends only on the set of distinct events: not on their order,
 * their repetition, or their division into calls. Each part is a maximum or minimum over the events, and a maximum of
 * maxima is a maximum. Pure.
 */
export function fold(known: Tracked | undefined, events: readonly [TrackedEvent, ...TrackedEvent[]]): Folded {
  const before = new Set(known?.events);
  const tracked = events.map(trackedBy).reduce(join, known);
  if (tracked === undefined) throw new Error('There is no event to fold.');
  const listed = new Set(tracked.events);
  const news = new Map<string, TrackedEvent>();
  for (const event of events) {
    const key = eventKey(event);
    if (listed.has(key) && !before.has(key) && !news.has(key)) news.set(key, event);
  }
  return { tracked, news: [...news].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event) };
}

/** The state after a single event. */
function trackedBy(event: TrackedEvent): Tracked {
  const { kind, id, status, description, isFinal, at, requestedAt, facts } = event;
  return {
    kind,
    id,
    status,
    description,
    isFinal,
    facts: { ...facts, context: sorted(facts.context) },
    events: [eventKey(event)],
    statusAt: at,
    requestedAt: Math.min(requestedAt ?? at, at),
  };
}

function join(a: Tracked | undefined, b: Tracked): Tracked {
  if (a === undefined) return b;
  const { status, description, isFinal, statusAt } = compare(standing(a), standing(b)) < 0 ? b : a;
  return {
    kind: greater(a.kind, b.kind),
    id: a.id,
    events: [...new Set([...a.events, ...b.events])].sort().slice(-MAX_EVENTS),
    status,
    description,
    isFinal,
    statusAt,
    requestedAt: Math.min(a.requestedAt, b.requestedAt),
    facts: joinFacts(a.facts, b.facts),
  };
}

/**
 * AWS gives the same value in every event; if values differ, the greater one is kept, so that the order does not
 * matter.
 */
function joinFacts(a: MessageFacts, b: MessageFacts): MessageFacts {
  return {
    channel: greater(a.channel, b.channel),
    destination: greater(a.destination, b.destination),
    origination: greater(a.origination, b.origination),
    parts: greater(a.parts, b.parts),
    price: greater(a.price, b.price),
    carrierFee: greater(a.carrierFee, b.carrierFee),
    country: greater(a.country, b.country),
    carrier: greater(a.carrier, b.carrier),
    context: greater(a.context, b.context, JSON.stringify),
    previousId: greater(a.previousId, b.previousId),
    body: greater(a.body, b.body),
  };
}

function greater<T>(a: T, b: T, order: (value: T) => unknown = (value) => value): T {
  if (a === undefined || b === undefined) return a ?? b;
  return compareValues(order(a), order(b)) < 0 ? b : a;
}

function sorted(context: MessageFacts['context']): MessageFacts['context'] {
  return context && Object.fromEntries(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * How much a status says, then how late it is; the rest makes the order total. A final status is replaced by a later
 * one that says as much, or by one that says more: SUCCESSFUL (a carrier took the message) by DELIVERED (the phone has
 * it), and UNKNOWN, which the service reports after 72 hours, by any other.
 */
function standing({
  kind,
  status,
  isFinal,
  statusAt,
  description = '',
}: Tracked): readonly (number | string)[] {
  return [information(kind, status, isFinal), statusAt, status, description, Number(isFinal)];
}

const CONFIRMED: ReadonlySet<string> = new Set(['DELIVERED', 'COMPLETED', 'READ']);

function information(kind: Tracked['kind'], status: string, isFinal: boolean): number {
  // A registration may go back and forth, so the latest status counts.
  if (kind === 'registration') return 0;
  if (status === 'ACCEPTED') return 0;
  if (!isFinal) return 1;
  if (status === 'UNKNOWN') return 2;
  return CONFIRMED.has(status) ? 4 : 3;
}

function compare(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [index, value] of a.entries()) {
    const order = compareValues(value, b[index]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  return (a as string) < (b as string) ? -1 : 1;
}
