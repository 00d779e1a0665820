import { describe, expect, it } from 'vitest';
import { type DeliveredObject, DeliveredObjects } from './delivered-objects.ts';

describe('delivered objects', () => {
  it('take no more than the limit: the oldest expire, the newest stays', () => {
    const expired: string[] = [];
    const objects = new DeliveredObjects(100, ({ key }: DeliveredObject) => expired.push(key));
    const add = (key: string, bytes: number) => objects.add({ bucketName: 'events', key, bytes });
    for (const key of ['a', 'b', 'c']) add(key, 40);
    expect(expired).toEqual(['a']);
    add('d', 20);
    expect(expired).toEqual(['a']);
    add('large', 500);
    expect(expired).toEqual(['a', 'b', 'c', 'd']);
  });
});
