import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Headers as LightHeaders } from '../../../../router/http/fetch-api/headers.ts';

const name = fc.constantFrom(
  'content-type',
  'Content-Type',
  'X-A',
  'x-a',
  'set-cookie',
  'Set-Cookie',
  'allow',
);
const value = fc.stringMatching(/^[ -~]{0,8}$/);

/** Hono's operations on headers, applied to both classes. */
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom('set' as const, 'append' as const), name, value }),
  fc.record({ kind: fc.constant('delete' as const), name, value }),
);

describe('Headers', () => {
  it("holds what Fetch's own class holds, whatever is done to both", () => {
    const init = fc.oneof(
      fc.array(fc.tuple(name, value), { maxLength: 5 }),
      fc.dictionary(fc.constantFrom('content-type', 'x-a', 'allow'), value),
      fc.constant(undefined),
    );
    fc.assert(
      fc.property(init, fc.array(step, { maxLength: 8 }), (given, steps) => {
        const light = new LightHeaders(given as [string, string][]);
        const real = new Headers(given as [string, string][]);
        for (const { kind, name, value } of steps) {
          if (kind === 'delete') for (const headers of [light, real]) headers.delete(name);
          else for (const headers of [light, real]) headers[kind](name, value);
        }
        const sorted = (headers: Iterable<[string, string]>) => [...headers].sort();
        expect(sorted(light)).toEqual(sorted(real));
        expect(sorted(light.entries())).toEqual(sorted(real));
        expect(sorted(new LightHeaders(light))).toEqual(sorted(new Headers(real)));
        expect(light.getSetCookie()).toEqual(real.getSetCookie());
        for (const each of ['Content-Type', 'x-a', 'X-B']) {
          expect(light.get(each)).toBe(real.get(each));
          expect(light.has(each)).toBe(real.has(each));
        }
        const visited: [string, string][] = [];
        light.forEach((text, key) => {
          visited.push([key, text]);
        });
        expect(visited).toEqual([...light]);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['a\r\nset-cookie: b', 'a\nb', 'a\0b'])('takes no value that ends it: %j', (text) => {
    expect(() => new LightHeaders({ 'x-a': text })).toThrow(TypeError);
    expect(() => new LightHeaders().set('x-a', text)).toThrow(TypeError);
    expect(() => new LightHeaders().append('x-a', text)).toThrow(TypeError);
  });
});
