import { FakeClock } from '@pinpoint-tenant-router/local-aws/clock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../../router/messages/callbacks/delivery.ts';
import {
  MAX_AGE_MILLISECONDS,
  nextAttemptAt,
  PAUSES_MILLISECONDS,
} from '../../../../router/messages/callbacks/flow/schedule.ts';
import { createModel } from './in-memory.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the schedule', () => {
  it('is eight attempts over about 28 hours, and what waits for a breaker is not given up before', () => {
    let at = 0;
    let attempts = 1;
    for (let next = nextAttemptAt(attempts, at); next !== undefined; next = nextAttemptAt(attempts, at)) {
      expect(next).toBeGreaterThan(at);
      at = next;
      attempts += 1;
    }
    expect(attempts).toBe(8);
    expect(at).toBe(27 * HOUR + 35 * MINUTE + 5_000);
    expect(MAX_AGE_MILLISECONDS).toBeGreaterThanOrEqual(at);
  });
});

type Step =
  | { readonly kind: 'announce' | 'up' | 'down' | 'suspend' | 'resume' }
  | { readonly kind: 'pass'; readonly minutes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'announce' } as const) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 90 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'up' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'down' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'suspend' } as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'resume' } as const) },
);

describe('whatever a callback answers, and whenever its tenant is suspended', () => {
  it('no delivery is lost, none is tried more often or sooner than its schedule, and a breaker lets one a minute pass', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        let now = 0;
        let isUp = false;
        let isSuspended = false;
        const model = createModel({
          now: () => now,
          async post() {
            expect(isSuspended).toBe(false);
            return isUp ? { result: 'DELIVERED', httpStatus: 200 } : { result: 'FAILED', httpStatus: 500 };
          },
        });
        model.addCallback('hook');
        const minute = async () => {
          await model.work();
          now += MINUTE;
          await model.release();
          await model.work();
        };
        let announced = 0;
        for (const each of steps) {
          if (each.kind === 'up') isUp = true;
          if (each.kind === 'down') isUp = false;
          if (each.kind === 'suspend') isSuspended = true;
          if (each.kind === 'resume') isSuspended = false;
          model.setStanding(isSuspended ? 'resting' : 'active');
          if (each.kind === 'announce') {
            announced += 1;
            await model.announce('hook', `evt-${announced}`);
            await model.work();
          }
          if (each.kind === 'pass') for (let passed = 0; passed < each.minutes; passed += 1) await minute();
        }
        isUp = true;
        isSuspended = false;
        model.setStanding('active');
        for (let passed = 0; passed < 11 * 60; passed += 1) await minute();

        expect(model.queued).toEqual([]);
        expect(model.waiting.get('hook') ?? []).toEqual([]);
        const over = [...model.delivered.keys(), ...model.buried.map(({ event }) => event.id)];
        expect(over.sort()).toEqual(
          Array.from({ length: announced }, (_, index) => `evt-${index + 1}`).sort(),
        );
        for (const id of over) {
          const attempts = model.attempts.filter(({ eventId }) => eventId === id);
          expect(attempts.length).toBeLessThanOrEqual(8);
          for (const [index, { at }] of attempts.slice(1).entries()) {
            expect(at - (attempts[index]?.at ?? 0)).toBeGreaterThanOrEqual(PAUSES_MILLISECONDS[index] ?? 0);
          }
        }
        const probes = model.attempts.filter(({ isOpen }) => isOpen);
        for (const [index, { at }] of probes.slice(1).entries()) {
          expect(at - (probes[index]?.at ?? 0)).toBeGreaterThanOrEqual(MINUTE);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('200,000 deliveries to a dead URL', () => {
  it("leave another tenant's callback under 5 seconds, while they come and when they wait", {
    timeout: 60_000,
  }, async () => {
    const clock = new FakeClock(0);
    const now = () => clock.now();
    const pause = (milliseconds: number) =>
      new Promise<void>((resolve) => void clock.after(milliseconds, resolve));
    const model = createModel({
      now,
      async post(callbackName) {
        // The whole time limit of an attempt, of a server that never answers.
        await pause(callbackName === 'dead' ? 3_000 : 100);
        return callbackName === 'dead'
          ? { result: 'FAILED', reason: 'No answer' }
          : { result: 'DELIVERED', httpStatus: 200 };
      },
    });
    model.addCallback('dead');
    model.addCallback('good');
    const fair = createFairQueue(model.queued, now);
    for (let index = 0; index < 200_000; index += 1) await model.announce('dead', `dead-${index}`);

    let isOver = false;
    // As many as the stack allows the deliverer, ten messages each.
    const deliverers = Array.from({ length: 20 }, async () => {
      while (!isOver) {
        const batch = fair.receive(10);
        await Promise.all(batch.map(model.deliver));
        // What the tables and the queue take.
        await pause(20);
        fair.delete(batch);
      }
    });
    const latencyOf = async (id: string) => {
      const from = now();
      await model.announce('good', id);
      while (!model.delivered.has(id)) await clock.advance(20);
      return now() - from;
    };
    await clock.advance(1_000);
    expect(await latencyOf('while they come')).toBeLessThan(5_000);
    while (model.queued.length > 0 || fair.backlog() > 0) await clock.advance(1_000);
    expect(model.waiting.get('dead')?.length).toBeGreaterThan(199_000);
    await clock.advance(MINUTE);
    await model.release();
    expect(await latencyOf('when they wait')).toBeLessThan(5_000);
    const probes = model.attempts.filter(({ callbackName, isOpen }) => isOpen && callbackName === 'dead');
    expect(probes.length).toBeLessThanOrEqual(2);
    isOver = true;
    await clock.advance(10_000);
    await Promise.all(deliverers);
  });
});

/** "How Amazon SQS fair queues work", by callback here: quiet ones first once one has 30, and a tenth, in flight. */
function createFairQueue(
  queued: { readonly delivery: Delivery; readonly visibleAt: number }[],
  now: () => number,
) {
  const groups = new Map<string, { readonly visible: Delivery[]; taken: number }>();
  const inFlight = new Map<string, number>();
  const count = (name: string) => inFlight.get(name) ?? 0;

  function sort(): void {
    for (const message of queued.splice(0)) {
      const { delivery, visibleAt } = message;
      const group = groups.get(delivery.callbackName) ?? { visible: [], taken: 0 };
      groups.set(delivery.callbackName, group);
      if (visibleAt <= now()) group.visible.push(delivery);
      else queued.push(message);
    }
  }

  return {
    receive(max: number): Delivery[] {
      sort();
      const all = [...inFlight.values()].reduce((sum, each) => sum + each, 0);
      const noise = (name: string) => (count(name) >= 30 && count(name) > all / 10 ? count(name) : 0);
      const received: Delivery[] = [];
      for (const [name, group] of [...groups].sort(([a], [b]) => noise(a) - noise(b))) {
        const taken = group.visible.slice(group.taken, group.taken + max - received.length);
        group.taken += taken.length;
        inFlight.set(name, count(name) + taken.length);
        received.push(...taken);
      }
      return received;
    },
    delete(deliveries: readonly Delivery[]): void {
      for (const { callbackName } of deliveries) inFlight.set(callbackName, count(callbackName) - 1);
    },
    backlog: () => [...groups.values()].reduce((sum, { visible, taken }) => sum + visible.length - taken, 0),
  };
}
