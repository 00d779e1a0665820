import { describe, expect, it } from 'vitest';
import { FakeClock } from '../core/clock/fake-clock.ts';
import { expiresAt } from './lifecycle.ts';
import { MANAGEMENT, Storage } from './storage.rig.ts';

const DAY = 86_400_000;
const ALL = { prefix: '', days: 3 };

describe('an object expires', () => {
  it.each([
    // The example of "Lifecycle rules: Based on an object's age".
    ['2014-01-15T10:30:00Z', [ALL], '2014-01-19T00:00:00Z'],
    ['2014-01-15T00:00:01Z', [ALL], '2014-01-19T00:00:00Z'],
    ['2014-01-15T23:59:59Z', [{ prefix: '', days: 1 }], '2014-01-17T00:00:00Z'],
    ['2014-01-15T10:30:00Z', [ALL, { prefix: 'in', days: 1 }], '2014-01-17T00:00:00Z'],
    ['2014-01-15T10:30:00Z', [{ prefix: 'inbound/', days: 3 }], '2014-01-19T00:00:00Z'],
    ['2014-01-15T10:30:00Z', [{ prefix: 'nbound/', days: 3 }], undefined],
    ['2014-01-15T10:30:00Z', [], undefined],
  ])('that was written at %s, by %j, at %s', (written, rules, expected) => {
    const at = expiresAt({ key: 'inbound/1', lastModified: Date.parse(written) }, rules);
    expect(at).toBe(expected === undefined ? undefined : Date.parse(expected));
  });
});

describe('a bucket with rules', () => {
  it('deletes expired objects at midnight, a rewritten object later, and nothing without rules', async () => {
    const clock = new FakeClock(Date.parse('2014-01-15T10:30:00Z'));
    const storage = new Storage(clock);
    const { s3 } = storage;
    const operator = storage.operator(MANAGEMENT);
    const bucket = s3.createBucket(MANAGEMENT, 'expiring', { expirations: [{ prefix: 'a/', days: 1 }] });
    const put = (key: string) => s3.putObject(operator, 'expiring', key, Buffer.from(key));
    for (const key of ['a/1', 'a/2', 'b/1']) put(key);
    await clock.advance(DAY);
    put('a/2');
    await clock.advance(13 * 3_600_000);
    expect([...bucket.objects.keys()]).toEqual(['a/1', 'a/2', 'b/1']);
    await clock.advance(3_600_000);
    expect([...bucket.objects.keys()]).toEqual(['a/2', 'b/1']);
    s3.updateBucket('expiring', {});
    await clock.advance(5 * DAY);
    expect([...bucket.objects.keys()]).toEqual(['a/2', 'b/1']);
    s3.updateBucket('expiring', { expirations: [{ prefix: 'a/', days: 1 }] });
    await clock.advance(DAY);
    expect([...bucket.objects.keys()]).toEqual(['b/1']);
  });

  it('is watched no longer when it is gone', async () => {
    const clock = new FakeClock();
    const { s3 } = new Storage(clock);
    s3.createBucket(MANAGEMENT, 'expiring', { expirations: [ALL] });
    expect(clock.pendingTasks).toBe(1);
    s3.deleteBucket('expiring');
    expect(clock.pendingTasks).toBe(0);
  });
});
