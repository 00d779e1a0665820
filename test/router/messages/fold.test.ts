import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrackedEvent } from '../../../router/messages/events/event.ts';
import { eventKey } from '../../../router/messages/events/event.ts';
import type { Tracked } from '../../../router/messages/fold.ts';
import { fold, MAX_EVENTS } from '../../../router/messages/fold.ts';

const HOUR = 3_600_000;
const T0 = Date.parse('2026-11-26T10:00:00Z');

function event(status: string, at: number, changes: Partial<TrackedEvent> = {}): TrackedEvent {
  const isFinal = !['ACCEPTED', 'QUEUED', 'SENT', 'PENDING'].includes(status);
  const type = status === 'ACCEPTED' ? 'MESSAGE_ACCEPTED' : `TEXT_${status}`;
  return { kind: 'outbound', id: 'm-1', type, at: T0 + at, status, isFinal, facts: {}, ...changes };
}

function foldAll(events: readonly TrackedEvent[]): Tracked | undefined {
  return events.reduce<Tracked | undefined>((known, each) => fold(known, [each]).tracked, undefined);
}

describe('the status of a message', () => {
  it.each([
    ['is ACCEPTED until AWS says more', [event('ACCEPTED', 0)], 'ACCEPTED'],
    ['follows AWS', [event('ACCEPTED', 0), event('SENT', 1), event('DELIVERED', 2)], 'DELIVERED'],
    ['is not set back by an event that is late', [event('DELIVERED', 2), event('SENT', 1)], 'DELIVERED'],
    ['is not set back by a later one that says less', [event('DELIVERED', 2), event('SENT', 3)], 'DELIVERED'],
    ['becomes DELIVERED after SUCCESSFUL', [event('SUCCESSFUL', 1), event('DELIVERED', 2)], 'DELIVERED'],
    ['stays DELIVERED when SUCCESSFUL follows', [event('DELIVERED', 1), event('SUCCESSFUL', 2)], 'DELIVERED'],
    ['becomes a failure after SUCCESSFUL', [event('SUCCESSFUL', 1), event('UNREACHABLE', 2)], 'UNREACHABLE'],
    [
      'is not replaced by an earlier failure',
      [event('SUCCESSFUL', 2), event('UNREACHABLE', 1)],
      'SUCCESSFUL',
    ],
    ['is not replaced by UNKNOWN', [event('SUCCESSFUL', 1), event('UNKNOWN', 72 * HOUR)], 'SUCCESSFUL'],
    ['replaces UNKNOWN', [event('UNKNOWN', 72 * HOUR), event('DELIVERED', HOUR)], 'DELIVERED'],
  ])('%s', (_title, events, status) => {
    expect(foldAll(events)?.status).toBe(status);
    expect(foldAll([...events].reverse())?.status).toBe(status);
  });

  it('of a registration is the latest one', () => {
    const of = (status: string, at: number) =>
      event(status, at, { kind: 'registration', type: `REGISTRATION_${status}` });
    expect(foldAll([of('COMPLETE', 1), of('REVIEWING', 3), of('REQUIRES_UPDATES', 2)])?.status).toBe(
      'REVIEWING',
    );
  });
});

describe('the request', () => {
  it('was when the earliest event says', () => {
    const sent = event('SENT', 5000, { requestedAt: T0 + 40 });
    expect(foldAll([sent, event('DELIVERED', 9000)])?.requestedAt).toBe(T0 + 40);
    expect(foldAll([event('DELIVERED', 9000), event('ACCEPTED', 0), sent])?.requestedAt).toBe(T0);
  });
});

describe('new events', () => {
  it('are the events that were not known, once each and oldest first', () => {
    const [accepted, sent, delivered] = [event('ACCEPTED', 0), event('SENT', 1), event('DELIVERED', 2)];
    const first = fold(undefined, [accepted]);
    expect(first.news).toEqual([accepted]);
    const second = fold(first.tracked, [delivered, accepted, sent, delivered]);
    expect(second.news).toEqual([sent, delivered]);
    expect(fold(second.tracked, [sent, delivered])).toEqual({ tracked: second.tracked, news: [] });
  });

  it('leave out events that a full list cannot distinguish from dropped ones', () => {
    const many = Array.from({ length: MAX_EVENTS + 10 }, (_, index) => event('SENT', index));
    const [first, ...rest] = many as [TrackedEvent, ...TrackedEvent[]];
    const { tracked, news } = fold(undefined, [first, ...rest]);
    expect(tracked.events).toHaveLength(MAX_EVENTS);
    expect(news.map(eventKey)).toEqual(tracked.events);
    expect(fold(tracked, [first]).news).toEqual([]);
  });
});

const arbitraryEvent = fc
  .record({
    status: fc.constantFrom('ACCEPTED', 'SENT', 'SUCCESSFUL', 'DELIVERED', 'UNREACHABLE', 'UNKNOWN', 'SPAM'),
    at: fc.integer({ min: 0, max: 6 }),
    isFinal: fc.option(fc.boolean(), { nil: undefined }),
    requestedAt: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }),
    description: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    facts: fc.record(
      {
        destination: fc.constantFrom('+14254147755', '+14254147167'),
        parts: fc.integer({ min: 1, max: 3 }),
        price: fc.constantFrom(0.00581, 0.01162),
        context: fc.dictionary(fc.constantFrom('order', 'shop'), fc.constantFrom('1', '2')),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ status, at, isFinal, requestedAt, description, facts }) =>
    event(status, at, {
      description,
      facts,
      ...(isFinal !== undefined && { isFinal }),
      ...(requestedAt !== undefined && { requestedAt: T0 + requestedAt }),
    }),
  );

/** Deliveries as two sources make them: each event any number of times, in any order, in batches of any size. */
const arbitraryDelivery = fc
  .uniqueArray(arbitraryEvent, { minLength: 1, maxLength: 8, selector: (each) => JSON.stringify(each) })
  .chain((events) => {
    const repeated = fc.array(fc.constantFrom(...events), { maxLength: 12 });
    const order = repeated.chain((more) => {
      const all = [...events, ...more];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    });
    return fc.record({ events: fc.constant(events), order, cut: fc.integer({ min: 1, max: 5 }) });
  });

describe('any interleaving, repetition and loss of events', () => {
  it('ends in the state that the set of distinct events defines, and announces each once', () => {
    fc.assert(
      fc.property(arbitraryDelivery, ({ events, order, cut }) => {
        const defined = foldAll(events);
        let known: Tracked | undefined;
        const told: string[] = [];
        for (let start = 0; start < order.length; start += cut) {
          const batch = order.slice(start, start + cut) as [TrackedEvent, ...TrackedEvent[]];
          const { tracked, news } = fold(known, batch);
          known = tracked;
          told.push(...news.map(eventKey));
        }
        expect(known).toEqual(defined);
        expect(told.sort()).toEqual([...new Set(events.map(eventKey))].sort());
      }),
      { numRuns: 5000 },
    );
  });
});
