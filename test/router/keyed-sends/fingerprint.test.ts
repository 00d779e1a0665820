import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clientToken, inputHash, scopeHash } from '../../../router/keyed-sends/fingerprint.ts';

const scope = {
  caller: 'client:a',
  tenantId: 'acme',
  accountId: '222222222222',
  action: 'SendTextMessage',
  key: 'k',
};

it('distinguishes callers, tenants, accounts, actions and keys, however their texts are joined', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.string(), fc.string(), fc.string(), fc.string(), fc.string()),
      fc.tuple(fc.string(), fc.string(), fc.string(), fc.string(), fc.string()),
      (a, b) => {
        const hash = ([caller, tenantId, accountId, action, key]: typeof a) =>
          scopeHash({ caller, tenantId, accountId, action, key });
        expect(hash(a) === hash(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      },
    ),
  );
  expect(scopeHash({ ...scope, caller: 'client:a|acme', tenantId: '' })).not.toBe(scopeHash(scope));
});

it('is the same for the same members in another order', () => {
  const members = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())));
  fc.assert(
    fc.property(members, members, (a, b) => {
      const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse());
      expect(inputHash({ a, b })).toBe(inputHash(reversed({ a: reversed(a), b: reversed(b) })));
    }),
  );
});

it.each([
  ['another value', { a: '1' }, { a: '2' }],
  ['a number for text', { a: '1' }, { a: 1 }],
  ['another order of a list', { a: ['1', '2'] }, { a: ['2', '1'] }],
  ['bytes for their base64', { a: new Uint8Array([1, 2]) }, { a: 'AQI=' }],
  ['bytes for text that looks like them', { a: new Uint8Array([1, 2]) }, { a: 'bytes:AQI=' }],
  ['a date for its text', { a: new Date(0) }, { a: '1970-01-01T00:00:00.000Z' }],
  ['a member more', { a: '1' }, { a: '1', b: '' }],
])('differs for %s', (_, a, b) => {
  expect(inputHash(a)).not.toBe(inputHash(b));
});

it('leaves out members that are undefined', () => {
  expect(inputHash({ a: '1', b: undefined })).toBe(inputHash({ a: '1' }));
});

it('makes tokens that fit into ClientToken and differ by key and input', () => {
  const token = clientToken(scope, inputHash({ a: 1 }));
  expect(token).toMatch(/^[!-~]{1,64}$/);
  expect(clientToken({ ...scope, key: 'other' }, inputHash({ a: 1 }))).not.toBe(token);
  expect(clientToken(scope, inputHash({ a: 2 }))).not.toBe(token);
});
