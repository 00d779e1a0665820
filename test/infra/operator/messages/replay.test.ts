import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costOf, dollars } from '../../../../infra/operator/messages/replay/cost.ts';
import { handOver, MAX_WAITING } from '../../../../infra/operator/messages/replay/hand-over.ts';
import { daysOf, parseTime, readablePart } from '../../../../infra/operator/messages/replay/period.ts';
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

  const now = Date.parse('2026-11-26T12:00:00Z');
  const limits = { now, retentionDays: 30, settlingMilliseconds: 15 * 60_000 };
  const at = (text: string) => parseTime(text) ?? Number.NaN;

  it.each<[string, string, string, string, readonly string[]]>([
    ['2026-11-20', '2026-11-26', '2026-11-20T00:00:00.000Z', '2026-11-26T00:00:00.000Z', []],
    ['2026-11-20', '2026-11-27', '2026-11-20T00:00:00.000Z', '2026-11-26T11:45:00.000Z', ['to ']],
    ['2026-01-01', '2026-11-26', '2026-10-27T12:00:00.000Z', '2026-11-26T00:00:00.000Z', ['from ']],
    ['2026-01-01', '2027-01-01', '2026-10-27T12:00:00.000Z', '2026-11-26T11:45:00.000Z', ['from ', 'to ']],
  ])('from %s to %s is read as far as anything is kept, and not on its way', (from, to, first, end, said) => {
    const { period, remarks } = readablePart({ from: at(from), to: at(to) }, limits);
    expect([period.from, period.to].map((time) => new Date(time).toISOString())).toEqual([first, end]);
    expect(remarks).toEqual(said.map((beginning) => expect.stringMatching(`^${beginning}`)));
  });

  it.each([
    ['2026-11-26', '2026-11-26', '--from must be earlier than --to'],
    ['2026-01-01', '2026-10-27T12:00:00Z', 'past their retention (30 days)'],
    ['2026-11-26T11:45:00Z', '2026-11-27', 'still be on their way to the reader'],
  ])('is refused from %s to %s', (from, to, message) => {
    expect(() => readablePart({ from: at(from), to: at(to) }, limits)).toThrow(message);
  });

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

  async function* repeated<T>(each: T, count: number) {
    for (let number = 1; number <= count; number += 1) yield each;
  }

  /**
   * A queue in order: what waited before, then what is handed over.
   *
   * @param each how many the reader works off between two looks
   * @param options.before what waits of others when it begins
   * @param options.busy messages of others that are there at every look, each time others
   * @param options.broken how many never get done
   * @param options.lag how many looks counts are behind
   */
  function reader(each: number, { before = 0, busy = 0, broken = 0, lag = 0 } = {}) {
    const history: number[] = [];
    let others = before;
    let ours = 0;
    let now = 0;
    let most = 0;
    const progress: number[] = [];
    return {
      progress,
      left: () => ours,
      most: () => most,
      async give(count: number, signal = new AbortController().signal) {
        return await handOver({
          queue: {
            // As SQS counts: what was so some looks ago, after a message was sent.
            waiting: async () => (lag > 0 ? (history.at(-1 - lag) ?? before + busy) : others + busy + ours),
            deadLetters: async () => 7,
            async send(batch) {
              expect(batch.length).toBeLessThanOrEqual(10);
              ours += batch.length;
              most = Math.max(most, others + busy + ours);
            },
          },
          messages: repeated(message, count),
          clock: {
            now: () => now,
            async pause(milliseconds) {
              now += milliseconds;
              history.push(others + busy + ours);
              const worked = Math.min(others, each);
              others -= worked;
              ours = Math.max(broken, ours - (each - worked));
            },
          },
          pollMilliseconds: 2_000,
          staleMilliseconds: 60_000,
          signal,
          onProgress: (done) => progress.push(done),
        });
      },
    };
  }

  it('never has more wait than news may stand behind, and waits until the last is worked off', async () => {
    const size = fc.integer({ min: 1, max: 3_000 });
    const some = fc.integer({ min: 0, max: 900 });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        some,
        fc.integer({ min: 0, max: 50 }),
        async (count, each, before, busy) => {
          const { give, left, progress, most } = reader(each, { before, busy });
          expect(await give(count)).toEqual({ outcome: 'done', handed: count, deadLetters: 0 });
          expect(left()).toBe(0);
          expect(most()).toBeLessThanOrEqual(Math.max(MAX_WAITING, before + busy));
          expect(progress.at(-1)).toBe(count);
        },
      ),
    );
  });

  it('believes no count before SQS itself does', async () => {
    const { give, left } = reader(1, { lag: 25 });
    expect(await give(20)).toMatchObject({ outcome: 'done', handed: 20 });
    expect(left()).toBe(0);
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
