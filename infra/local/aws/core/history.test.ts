import { describe, expect, it } from 'vitest';
import { History } from './history.ts';

describe('a history', () => {
  it('keeps the latest, never more than its capacity, and counts the dropped items', () => {
    const history = new History<number>(100);
    for (let each = 1; each <= 1234; each += 1) {
      history.add(each);
      expect(history.items.length).toBeLessThanOrEqual(100);
      expect(history.items.at(-1)).toBe(each);
      expect(history.items.length + history.dropped).toBe(each);
    }
    expect(history.items.length).toBeGreaterThanOrEqual(50);
    history.clear();
    expect([history.items, history.dropped]).toEqual([[], 0]);
  });
});
