import fc from 'fast-check';
import { expect, it } from 'vitest';
import { counted, printable, printJson } from '../../../infra/operator/printable.ts';

/** What a terminal obeys, or what turns the direction of the text. */
const STEERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.constantFrom('\u001b', '\u009b', '\u202e', '\u{e0001}', '\n'),
  ),
});

it('leaves nothing in a text that steers a terminal, and no more of it than asked for', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (given, max) => {
      const shown = printable(given, max);
      expect(shown).not.toMatch(STEERS);
      expect(shown.length).toBeLessThanOrEqual(max + 1);
    }),
  );
});

it('gives programs the very value, without what steers a terminal', () => {
  fc.assert(
    fc.property(text, (given) => {
      const json = printJson({ given });
      expect(JSON.parse(json)).toEqual({ given });
      expect(json).not.toMatch(STEERS);
    }),
  );
});

it.each([
  [0, '0 objects'],
  [1, '1 object'],
  [2, '2 objects'],
])('counts %i as %s', (count, words) => {
  expect(counted(count, 'object')).toBe(words);
});
