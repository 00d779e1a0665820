import { expect, it } from 'vitest';
import { parseIdempotencyKey } from '../../../router/keyed-sends/idempotency-key.ts';

it.each(['a', '8e03978e-40d5-43e8-bc93-6894a57f9324', '~!"#$%&', 'x'.repeat(255)])('takes %s', (key) => {
  expect(parseIdempotencyKey(key)).toBe(key);
});

it.each([
  ['nothing', ''],
  ['256 characters', 'x'.repeat(256)],
  ['a space', 'a b'],
  ['a tab', 'a\tb'],
  ['letters beyond ASCII', 'ä'],
])('refuses %s', (_, key) => {
  expect(() => parseIdempotencyKey(key)).toThrow('Idempotency-Key');
});

it('is undefined without the header', () => {
  expect(parseIdempotencyKey(undefined)).toBeUndefined();
});
