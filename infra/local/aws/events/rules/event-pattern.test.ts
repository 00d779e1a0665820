import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEventPattern } from './event-pattern.ts';

const EVENT = {
  source: 'TenantRegistration',
  'detail-type': 'Pinpoint Tenant Registration',
  account: '222222222222',
  resources: ['arn:aws:a', 'arn:aws:b'],
  detail: {
    tenantId: 'acme',
    count: 5,
    price: 0.5,
    active: true,
    note: null,
    empty: '',
    address: '10.1.2.3',
    tags: [
      { key: 'stage', value: 'prod' },
      { key: 'team', value: 'sms' },
    ],
  },
};

function matches(pattern: unknown): boolean {
  return parseEventPattern(JSON.stringify(pattern))(EVENT);
}

const detail = (conditions: object) => ({ detail: conditions });

describe('an event pattern', () => {
  it.each([
    ['a value', { source: ['TenantRegistration'] }, { source: ['tenantregistration'] }],
    ['one of several values', { source: ['Other', 'TenantRegistration'] }, { source: ['Other'] }],
    [
      'a number, true and null',
      detail({ count: [5], active: [true], note: [null] }),
      detail({ count: ['5'] }),
    ],
    ['an empty string', detail({ empty: [''] }), detail({ tenantId: [''] })],
    ['one element of an array', { resources: ['arn:aws:b'] }, { resources: ['arn:aws:c'] }],
    [
      'every field, not just one',
      { source: ['TenantRegistration'], account: ['222222222222'] },
      { source: ['TenantRegistration'], account: ['333333333333'] },
    ],
    ['a prefix', detail({ tenantId: [{ prefix: 'ac' }] }), detail({ tenantId: [{ prefix: 'AC' }] })],
    [
      'a prefix in any case',
      detail({ tenantId: [{ prefix: { 'equals-ignore-case': 'AC' } }] }),
      detail({ tenantId: [{ prefix: { 'equals-ignore-case': 'CM' } }] }),
    ],
    ['a suffix', detail({ tenantId: [{ suffix: 'me' }] }), detail({ tenantId: [{ suffix: 'ac' }] })],
    [
      'a suffix in any case',
      detail({ tenantId: [{ suffix: { 'equals-ignore-case': 'ME' } }] }),
      detail({ tenantId: [{ suffix: { 'equals-ignore-case': 'AC' } }] }),
    ],
    [
      'a text in any case',
      detail({ tenantId: [{ 'equals-ignore-case': 'ACME' }] }),
      detail({ tenantId: [{ 'equals-ignore-case': 'ACM' }] }),
    ],
    ['a wildcard', detail({ tenantId: [{ wildcard: 'a*e' }] }), detail({ tenantId: [{ wildcard: 'a*x' }] })],
    [
      'a wildcard over nothing',
      detail({ tenantId: [{ wildcard: 'acme*' }] }),
      detail({ tenantId: [{ wildcard: 'acm.' }] }),
    ],
    [
      'a number in a range',
      detail({ count: [{ numeric: ['>', 0, '<=', 5] }] }),
      detail({ count: [{ numeric: ['>', 5] }] }),
    ],
    [
      'an equal number',
      detail({ price: [{ numeric: ['=', 0.5] }] }),
      detail({ tenantId: [{ numeric: ['=', 5] }] }),
    ],
    [
      'an address in a block',
      detail({ address: [{ cidr: '10.0.0.0/8' }] }),
      detail({ address: [{ cidr: '10.2.0.0/16' }] }),
    ],
    [
      'a field that is there',
      detail({ tenantId: [{ exists: true }] }),
      detail({ missing: [{ exists: true }] }),
    ],
    [
      'a field that is not there',
      detail({ missing: [{ exists: false }] }),
      detail({ tenantId: [{ exists: false }] }),
    ],
    [
      'a field of a missing object',
      detail({ missing: { deep: [{ exists: false }] } }),
      detail({ missing: { deep: ['x'] } }),
    ],
    [
      'anything but a text',
      detail({ tenantId: [{ 'anything-but': 'globex' }] }),
      detail({ tenantId: [{ 'anything-but': 'acme' }] }),
    ],
    [
      'anything but a list',
      detail({ count: [{ 'anything-but': [1, 2] }] }),
      detail({ count: [{ 'anything-but': [4, 5] }] }),
    ],
    [
      'anything but a prefix',
      detail({ tenantId: [{ 'anything-but': { prefix: 'glo' } }] }),
      detail({ tenantId: [{ 'anything-but': { prefix: ['glo', 'ac'] } }] }),
    ],
    [
      'anything but a wildcard',
      detail({ tenantId: [{ 'anything-but': { wildcard: '*x' } }] }),
      detail({ tenantId: [{ 'anything-but': { wildcard: 'a*' } }] }),
    ],
    [
      'nothing in place of a missing field',
      detail({ tenantId: ['acme'] }),
      detail({ missing: [{ 'anything-but': 'acme' }] }),
    ],
    [
      'one of two alternatives',
      { $or: [{ source: ['Other'] }, { account: ['222222222222'] }] },
      { $or: [{ source: ['Other'] }, { account: ['1'] }] },
    ],
    [
      'alternatives besides other fields',
      { source: ['TenantRegistration'], $or: [{ account: ['222222222222'] }, { account: ['1'] }] },
      { source: ['Other'], $or: [{ account: ['222222222222'] }, { account: ['1'] }] },
    ],
    [
      'one object of an array as a whole',
      detail({ tags: { key: ['team'], value: ['sms'] } }),
      detail({ tags: { key: ['team'], value: ['prod'] } }),
    ],
  ])('matches %s', (_, matching, other) => {
    expect(matches(matching)).toBe(true);
    expect(matches(other)).toBe(false);
  });

  it.each([
    ['an unknown operator', { source: [{ contains: 'x' }] }, 'Unrecognized match type contains'],
    ['two operators in one', { source: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed'],
    ['a bare value', { source: 'x' }, '"source" must be an object or an array'],
    ['no values', { source: [] }, 'Empty arrays are not allowed'],
    ['no fields', {}, 'Empty objects are not allowed'],
    ['a list', [], 'not an object'],
    [
      'a mixed anything-but',
      { source: [{ 'anything-but': ['a', 1] }] },
      'either all values are number or string',
    ],
    ['an upside-down range', { count: [{ numeric: ['>', 5, '<', 1] }] }, 'lower to an upper bound'],
    ['two wildcards in a row', { source: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters'],
    ['a block that is none', { ip: [{ cidr: '10.0.0.0' }] }, 'Malformed CIDR'],
    ['a single alternative', { $or: [{ source: ['x'] }] }, 'at least two objects'],
  ])('with %s is refused', (_, pattern, reason) => {
    expect(() => parseEventPattern(pattern)).toThrow(
      expect.objectContaining({
        code: 'InvalidEventPatternException',
        message: expect.stringContaining(reason),
      }),
    );
  });
});

const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const anyEvent = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__'),
  fc.oneof(
    leaf,
    fc.array(leaf, { minLength: 1, maxLength: 3 }),
    fc.dictionary(fc.constantFrom('d', 'e'), leaf, { minKeys: 1 }),
  ),
  { minKeys: 1, noNullPrototype: true },
);

/** The pattern that names everything in the event. */
function patternOf(value: unknown): unknown {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'object' || value === null) return [value];
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, patternOf(member)]));
}

describe('for any event', () => {
  it('the pattern made of its own values matches, and not once a value in it is another', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(), (event, choice) => {
        const pattern = patternOf(event) as Record<string, unknown>;
        expect(parseEventPattern(pattern)(event)).toBe(true);
        const keys = Object.keys(pattern);
        const key = keys[choice % keys.length] ?? '';
        const changed = Object.fromEntries(
          Object.entries(pattern).map(([name, value]) => [
            name,
            name === key ? ['a value of no event'] : value,
          ]),
        );
        expect(parseEventPattern(changed)(event)).toBe(false);
      }),
    );
  });

  it('text operators agree with what they say', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (text, other) => {
        const holds = (condition: object) => parseEventPattern({ a: [condition] })({ a: text });
        expect(holds({ prefix: other })).toBe(text.startsWith(other));
        expect(holds({ suffix: other })).toBe(text.endsWith(other));
        expect(holds({ 'anything-but': other })).toBe(text !== other);
        const literal = text.replace(/[\\*]/g, '\\$&');
        expect(holds({ wildcard: literal })).toBe(true);
        expect(holds({ wildcard: `${literal}*` })).toBe(true);
        expect(holds({ wildcard: `${literal}x` })).toBe(false);
      }),
    );
  });
});
