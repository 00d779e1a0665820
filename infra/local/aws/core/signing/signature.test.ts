import type { HttpRequest } from '@smithy/protocol-http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeClock } from '../clock/fake-clock.ts';
import { EchoEndpoint, send } from '../endpoint/echo.rig.ts';

const clock = new FakeClock();
const echo = new EchoEndpoint(clock);

beforeAll(() => echo.endpoint.listen(0));
afterAll(() => echo.endpoint.close());

async function signed(request: HttpRequest, signer = echo.signer()) {
  return send({ ...request, ...(await signer.sign(request)), port: request.port });
}

describe('a signed request', () => {
  it('reaches the service, Region and account that its signature names', async () => {
    const answer = await signed(echo.request({ method: 'POST', body: 'text' }));
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      body: 'text',
      region: 'eu-west-1',
      accountId: '222222222222',
    });
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['echo', 's3'])(
    'is accepted whatever its path, query and body (signed for %s)',
    async (service) => {
      const text = fc.string({ unit: fc.constantFrom(..."aZ09-_.~ /+%&=?:@!$'()*,;é漢"), maxLength: 12 });
      const anySegment = text
        .map((segment) => encodeURIComponent(segment))
        .filter((segment) => !/^\.*$/.test(segment));
      const anyRequest = fc.record({
        path: fc.array(anySegment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`),
        query: fc.dictionary(
          text.filter((name) => name !== ''),
          fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
          {
            maxKeys: 3,
            noNullPrototype: true,
          },
        ),
        body: text,
      });
      await fc.assert(
        fc.asyncProperty(anyRequest, async ({ path, query, body }) => {
          const request = echo.request({ method: 'POST', path, query, body });
          const answer = await signed(request, echo.signer(service));
          expect(answer.status, answer.body).toBe(200);
          expect(JSON.parse(answer.body)).toMatchObject({ path, body });
        }),
        { numRuns: 100 },
      );
    },
  );

  it('is refused when anything of it was changed on the way', async () => {
    const original = await echo
      .signer()
      .sign(echo.request({ method: 'POST', path: '/a', query: { q: '1' }, body: 'text' }));
    const { method, path, query, headers, body, port } = echo.request(original);
    const request = { method, path, query, headers, body, port };
    expect((await send(request)).status).toBe(200);
    for (const change of [
      { method: 'PUT' },
      { path: '/b' },
      { query: { q: '2' } },
      { body: 'other' },
      { headers: { ...headers, host: '127.0.0.1:1' } },
    ]) {
      const answer = await send({ ...request, ...change });
      expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([403, 'InvalidSignatureException']);
    }
  });

  it('is refused when its body is not the one whose hash was signed', async () => {
    const request = echo.request({ method: 'PUT', body: 'text' });
    const { headers } = await echo.signer('s3').sign(request);
    expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
    const answer = await send({ ...request, headers, body: 'other', port: request.port });
    expect(answer.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
  });

  it.each([
    ['a header that names no credential', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0'],
    [
      'a credential scope with a part missing',
      'AWS4-HMAC-SHA256 Credential=K/20261101/echo/aws4_request, SignedHeaders=host, Signature=0',
    ],
  ])('is incomplete with %s', async (_name, authorization) => {
    const answer = await send(echo.request({ headers: { authorization, 'x-amz-date': '20261101T000000Z' } }));
    expect(answer.headers['x-amzn-errortype']).toBe('IncompleteSignatureException');
  });

  it('is not simulated for a service that is not there', async () => {
    const answer = await signed(echo.request(), echo.signer('mechanicalturk'));
    expect([answer.status, answer.headers['x-amzn-errortype']]).toEqual([501, 'NotSimulatedException']);
  });
});

describe('a presigned URL', () => {
  const presign = (expiresIn: number, secondsAgo = 0) =>
    echo.signer().presign(echo.request({ path: '/a%20b', query: { policy: '' } }), {
      expiresIn,
      signingDate: new Date(Date.now() - secondsAgo * 1000),
    });

  it('needs no header, and holds as long as it says', async () => {
    const { query, path, headers, method, port } = echo.request(await presign(900, 600));
    const answer = await send({ query, path, headers, method, port, body: undefined });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ path: '/a%20b', query: [['policy', '']] });
  });

  it('is refused after its time, or when it was changed', async () => {
    const expired = echo.request(await presign(900, 901));
    const changed = echo.request({ ...(await presign(900)), path: '/other' });
    for (const request of [expired, changed])
      expect((await send(request)).headers['x-amzn-errortype']).toBe('InvalidSignatureException');
  });
});
