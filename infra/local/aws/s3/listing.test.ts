import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Listing } from './listing.ts';
import { listKeys } from './listing.ts';

const key = fc.string({
  unit: fc.constantFrom('a', 'b', '/', 'é', '𝒳', '\uffff'),
  minLength: 1,
  maxLength: 6,
});

it('returns every key once, itself or in its common prefix, whatever the page size', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.constantFrom('', '/', 'a/'),
      fc.constantFrom('', 'a', 'a/'),
      fc.integer({ min: 1, max: 7 }),
      (keys, delimiter, prefix, maxKeys) => {
        const pages: Listing[] = [];
        let continuationToken: string | undefined;
        do {
          const page = listKeys(keys, {
            prefix,
            delimiter,
            maxKeys,
            ...(continuationToken !== undefined && { continuationToken }),
          });
          pages.push(page);
          continuationToken = page.nextContinuationToken;
        } while (continuationToken !== undefined && pages.length <= keys.length);

        const listed = pages.flatMap((page) => page.keys);
        const rolledUp = pages.flatMap(({ commonPrefixes }) => commonPrefixes);
        const entries = [...listed, ...rolledUp];
        expect(new Set(entries).size).toBe(entries.length);
        const wanted = keys.filter((candidate) => candidate.startsWith(prefix));
        const found = wanted.filter(
          (candidate) =>
            listed.includes(candidate) !== rolledUp.some((common) => candidate.startsWith(common)),
        );
        expect(found).toEqual(wanted);
        expect(listed.every((candidate) => wanted.includes(candidate))).toBe(true);
      },
    ),
  );
});
