import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageParts } from './message-parts.ts';

const WAVE = '👋';

it.each([
  ['', 'GSM', 1],
  ['a'.repeat(160), 'GSM', 1],
  ['a'.repeat(161), 'GSM', 2],
  ['a'.repeat(306), 'GSM', 2],
  ['a'.repeat(307), 'GSM', 3],
  [']'.repeat(80), 'GSM', 1],
  [']'.repeat(81), 'GSM', 2],
  // 76 of them in a part: the 153rd septet stays empty.
  [']'.repeat(152), 'GSM', 2],
  [']'.repeat(153), 'GSM', 3],
  [`a${']'.repeat(152)}`, 'GSM', 2],
  ['€'.repeat(80), 'GSM', 1],
  ['ê'.repeat(70), 'UNICODE', 1],
  ['ê'.repeat(71), 'UNICODE', 2],
  ['ê'.repeat(134), 'UNICODE', 2],
  ['ê'.repeat(135), 'UNICODE', 3],
  [WAVE.repeat(35), 'UNICODE', 1],
  [WAVE.repeat(36), 'UNICODE', 2],
  // 33 of them in a part: the 67th unit stays empty.
  [WAVE.repeat(66), 'UNICODE', 2],
  [WAVE.repeat(67), 'UNICODE', 3],
  [`ê${WAVE.repeat(66)}`, 'UNICODE', 2],
] as const)('%j is %s of %d parts', (body, encoding, parts) => {
  expect(messageParts(body)).toEqual({ encoding, parts });
});

it('has room for every character, and no part that could be left out', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ']', '€', 'ü', 'ê', WAVE), maxLength: 700 });
  fc.assert(
    fc.property(text, (body) => {
      const { encoding, parts } = messageParts(body);
      const characters = [...body];
      const size =
        encoding === 'UNICODE'
          ? body.length
          : characters.reduce((sum, each) => sum + (']€'.includes(each) ? 2 : 1), 0);
      const [whole, divided] = encoding === 'UNICODE' ? [70, 67] : [160, 153];
      expect(parts === 1).toBe(size <= whole);
      // At most one place of each part but the last stays empty.
      if (parts > 1) {
        expect(size).toBeLessThanOrEqual(parts * divided);
        expect(size).toBeGreaterThan((parts - 1) * (divided - 1));
      }
    }),
    { numRuns: 500 },
  );
});
