import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestApiDefinition } from '../definition.ts';
import { findRoute } from './routing.ts';
import { TokenBucket } from './token-bucket.ts';

const METHOD = { authorization: undefined, functionArn: 'arn', timeoutMilliseconds: 1000 };

function api(): RestApiDefinition {
  const definition = new RestApiDefinition('root');
  definition.addResource('tenant', 'root', '{tenantId}');
  definition.addResource('action', 'tenant', '{action}');
  definition.addResource('health', 'root', 'health');
  definition.addResource('files', 'root', 'files');
  definition.addResource('file', 'files', '{path+}');
  definition.putMethod('action', { ...METHOD, httpMethod: 'POST' });
  definition.putMethod('health', { ...METHOD, httpMethod: 'ANY' });
  definition.putMethod('file', { ...METHOD, httpMethod: 'GET' });
  return definition;
}

describe('a path', () => {
  it.each([
    ['POST', '/acme/Send', 'action', { tenantId: 'acme', action: 'Send' }],
    ['POST', '/a%20b/c%2Fd', 'action', { tenantId: 'a b', action: 'c/d' }],
    ['DELETE', '/health', 'health', {}],
    ['GET', '/files/a/b%20c', 'file', { path: 'a/b c' }],
  ])('%s %s leads to its resource', (method, path, id, pathParameters) => {
    const route = findRoute(api(), method, path);
    expect({ id: route?.resource.id, pathParameters: route?.pathParameters }).toEqual({ id, pathParameters });
  });

  it.each([
    ['GET', '/acme/Send'],
    ['POST', '/acme'],
    ['POST', '/'],
    ['POST', '//Send'],
    // A literal part is taken before a parameter, without backtracking.
    ['POST', '/health/Send'],
    ['GET', '/files'],
  ])('%s %s leads nowhere', (method, path) => {
    expect(findRoute(api(), method, path)).toBeUndefined();
  });
});

describe('resources', () => {
  it('are refused twice under one parent, and with parts that no path has', () => {
    const definition = api();
    expect(() => definition.addResource('again', 'root', 'health')).toThrow('already has this name');
    expect(() => definition.addResource('odd', 'root', 'a b')).toThrow('is not allowed');
    expect(() => definition.addResource('lost', 'nowhere', 'x')).toThrow('Invalid Resource identifier');
  });
});

describe('a token bucket', () => {
  it('never admits more than its burst and the requests of its rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 200 }),
        (rate, burst, gaps) => {
          const bucket = new TokenBucket(rate, burst, 0);
          let now = 0;
          let passed = 0;
          for (const gap of gaps) {
            now += gap;
            if (bucket.take(now)) passed += 1;
          }
          expect(passed).toBeLessThanOrEqual(burst + (now / 1000) * rate + 1e-6);
        },
      ),
    );
  });

  it('admits a burst at once, and the rate without end', () => {
    const bucket = new TokenBucket(2, 3, 0);
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
    expect([500, 1000, 1500, 2000].every((now) => bucket.take(now))).toBe(true);
  });
});
