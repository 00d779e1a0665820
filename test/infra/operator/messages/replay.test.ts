import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, dollars } from '../../../../infra/operator/messages/replay/cost.ts';
import { handOver, MAX_WAITING } from '../../../../infra/operator/messages/replay/hand-over.ts';
import { daysOf, parseTime } from '../../../../infra/operator/messages/replay/period.ts';
import { parseObjectKey } from '../../../../router/messages/events/object-key.ts';
import { parseQueueMessage } from '../../../../router/messages/events/queue-message.ts';
import { replayMessage } from '../../../../router/messages/operator/replay-message.ts';

describe('the time of a replay', () => {
  it.each([
    ['2026-11-26', '2026-11-26T00:00:00.000Z'],
    ['2026-11-26T10:00Z', '2026-11-26T10:00:00.000Z'],
    ['2026-11-26T10:00:01.5Z', '2026-11-26T10:00:01.500Z'],
    ['2026-11-26T10:00:00+01:00', '2026-11-26T09:00:00.000Z'],
  ])('may be %s', (text, time) => {
    expect(new Date(parseTime(text) ?? 0).toISOString()).toBe(time);
  });

  it.each([
    '',
    'now',
    '2026',
    '26.11.2026',
    '2026-02-30',
    '2026-11-26T10:00:00',
    '2026-13-01',
    '2026-11-26T25:00Z',
  ])('is not "%s"', (text) => expect(parseTime(text)).toBeUndefined());

  it('covers each day that the key of an object may have which was written in it', () => {
    const hours = 3_600_000;
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 40 * 24 * hours }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        // From the first record to the object: 15 minutes of gathering, and a day of Firehose's attempts at most.
        fc.integer({ min: 0, max: 24 * hours + 15 * 60_000 }),
        (start, length, part, lateness) => {
          const from = start.getTime();
          const written = from + Math.floor(part * length);
          const day = new Date(written - lateness).toISOString().slice(0, 10);
          const { first, before } = daysOf({ from, to: from + length });
          expect(day >= first && day < before).toBe(true);
        },
      ),
    );
  });
});

describe('the cost of a replay', () => {
  it.each([
    [{ objects: 1, bytes: 700 }, '0.01', '0.01'],
    [{ objects: 100_000, bytes: 70_000_000 }, '0.22', '0.34'],
    // A month of 1,000 events a second, in objects of 60 s of 330 tenants.
    [{ objects: 14_256_000, bytes: 1_814_400_000_000 }, '352.77', '3592.77'],
  ])('of %j', (size, known, lost) => {
    const cost = costOf(size);
    expect([dollars(cost.known), dollars(cost.lost)]).toEqual([known, lost]);
  });
});

describe('a message of a replay', () => {
  it('names its object to the reader as S3 does, whatever its key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.boolean(), (name, silently) => {
        const key = `accountId=222222222222/date=2026-11-26/${name}`;
        const { body, attributes } = replayMessage('bucket', key, silently);
        expect(parseQueueMessage(body)).toEqual({ kind: 'objects', objects: [{ bucket: 'bucket', key }] });
        expect(parseObjectKey(key)).toMatchObject({ accountId: '222222222222' });
        expect(attributes).toEqual(silently ? ['silent'] : []);
      }),
    );
  });
});

describe('handing over to the reader', () => {
  const message = { body: '{}', attributes: [] };

  /** A reader that works off so many between two looks, beside messages of others. */
  function reader(each: number, { others = 0, broken = 0 } = {}) {
    let ours = 0;
    let now = 0;
    let most = 0;
    const progress: number[] = [];
    return {
      progress,
      most: () => most,
      async give(count: number, signal = new AbortController().signal) {
        return await handOver({
          queue: {
            waiting: async () => others + ours,
            deadLetters: async () => 7,
            async send(batch) {
              expect(batch.length).toBeLessThanOrEqual(10);
              ours += batch.length;
              most = Math.max(most, ours);
            },
          },
          messages: Array.from({ length: count }, () => message),
          clock: {
            now: () => now,
            async pause(milliseconds) {
              now += milliseconds;
              ours = Math.max(broken, ours - each);
            },
          },
          pollMilliseconds: 2_000,
          signal,
          onProgress: (done) => progress.push(done),
        });
      },
    };
  }

  it('never has more wait than live news may stand behind, and waits until all are worked off', async () => {
    const { give, progress, most } = reader(123, { others: 40 });
    expect(await give(2_345)).toEqual({ outcome: 'done', handed: 2_345, deadLetters: 0 });
    expect(most()).toBe(MAX_WAITING);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(2_345);
  });

  it('gives up when nothing moves for longer than a message that fails comes back', async () => {
    const { give } = reader(100, { broken: 3 });
    expect(await give(50)).toMatchObject({ outcome: 'stuck', handed: 50 });
  });

  it('stops between batches when it is interrupted', async () => {
    expect(await reader(1).give(50, AbortSignal.abort())).toMatchObject({
      outcome: 'interrupted',
      handed: 0,
    });
  });
});
