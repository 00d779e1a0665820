import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lease } from '../../../../router/aws/tenant/lease-cache.ts';
import { LeaseCache } from '../../../../router/aws/tenant/lease-cache.ts';

describe('LeaseCache', () => {
  it('loads a key once for concurrent callers', async () => {
    const { cache, load, loads } = rig();
    const got = await Promise.all(Array.from({ length: 100 }, () => cache.get('a', load)));
    expect(loads()).toBe(1);
    expect(got.map(({ freshness }) => freshness)).toEqual(['miss', ...Array(99).fill('hit')]);
    expect(new Set(got.map(({ value }) => value)).size).toBe(1);
  });

  it('loads again when the lease is no longer fresh', async () => {
    const { cache, load, loads, clock } = rig();
    await cache.get('a', load);
    clock.now += 9;
    expect((await cache.get('a', load)).freshness).toBe('hit');
    clock.now += 1;
    expect((await cache.get('a', load)).freshness).toBe('miss');
    expect(loads()).toBe(2);
  });

  it('gives the last value while loading fails, and only as long as it is usable', async () => {
    const { cache, load, clock } = rig();
    const first = await cache.get('a', load);
    clock.now = 10;
    expect(await cache.get('a', fail)).toEqual({ value: first.value, freshness: 'stale' });
    clock.now = 99;
    expect((await cache.get('a', fail)).freshness).toBe('stale');
    clock.now = 100;
    await expect(cache.get('a', fail)).rejects.toThrow('down');
  });

  it('gives the last value while loading hangs, and goes on waiting when there is none', async () => {
    const { cache, load, clock } = rig();
    const first = await cache.get('a', load);
    clock.now = 10;
    let arrive = () => {};
    const late = { value: { at: 10 }, freshUntil: 20, usableUntil: 110 };
    const hang = () => new Promise<Lease<{ at: number }>>((resolve) => (arrive = () => resolve(late)));
    expect(await cache.get('a', hang)).toEqual({ value: first.value, freshness: 'stale' });
    clock.now = 100;
    const waiting = cache.get('a', hang);
    arrive();
    expect(await waiting).toEqual({ value: late.value, freshness: 'hit' });
  });

  it('does not load a failed key again for a moment', async () => {
    const { cache, load, loads, clock } = rig();
    await expect(cache.get('a', fail)).rejects.toThrow('down');
    await expect(cache.get('a', load)).rejects.toThrow('down');
    expect(loads()).toBe(0);
    clock.now += 5;
    expect((await cache.get('a', load)).freshness).toBe('miss');
  });

  it('forgets a value only while it is the one it holds', async () => {
    const { cache, load, loads } = rig();
    const { value } = await cache.get('a', load);
    cache.drop('a', value);
    const next = await cache.get('a', load);
    cache.drop('a', value);
    expect((await cache.get('a', load)).value).toBe(next.value);
    expect(loads()).toBe(2);
  });

  it('holds no more than its bound', async () => {
    const { cache, load, loads } = rig(2);
    for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await cache.get(key, load);
    expect(loads()).toBe(4);
  });

  it('never gives out a value past its use, nor loads while one is fresh', async () => {
    const step = fc.record({ advance: fc.nat(40), fails: fc.boolean(), key: fc.constantFrom('a', 'b') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { cache, clock } = rig();
        for (const { advance, fails, key } of steps) {
          clock.now += advance;
          let loaded = false;
          const result = await cache
            .get(key, async () => {
              loaded = true;
              if (fails) throw new Error('down');
              return { value: { at: clock.now }, freshUntil: clock.now + 10, usableUntil: clock.now + 100 };
            })
            .catch(() => undefined);
          const age = result && clock.now - result.value.at;
          if (age !== undefined) expect(age).toBeLessThan(100);
          if (result?.freshness === 'hit') expect(loaded).toBe(false);
          if (age !== undefined && age >= 10) expect(result?.freshness).toBe('stale');
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Values are fresh for 10 ms and usable for 100; after a failure 5 ms pass. */
function rig(max = 10) {
  const clock = { now: 0 };
  const cache = new LeaseCache<{ at: number }>({ max, now: () => clock.now, retryMilliseconds: 5 });
  let loads = 0;
  const load = async (): Promise<Lease<{ at: number }>> => {
    loads += 1;
    return { value: { at: clock.now }, freshUntil: clock.now + 10, usableUntil: clock.now + 100 };
  };
  return { cache, clock, load, loads: () => loads };
}

async function fail(): Promise<never> {
  throw new Error('down');
}
