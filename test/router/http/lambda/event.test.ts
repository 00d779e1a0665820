import { describe, expect, it } from 'vitest';
import { type LambdaEvent, requestOf } from '../../../../router/http/lambda/event.ts';
import { functionUrlEvent, gatewayEvent } from '../../lambda-events.ts';

const SIGNER = 'arn:aws:sts::444444444444:assumed-role/Campaigns/job-17';
const gateway = (changes: object) => ({ ...gatewayEvent({ path: '/acme/A' }), ...changes }) as LambdaEvent;
const url = (changes: object) =>
  ({ ...functionUrlEvent({ path: '/acme/A' }, SIGNER), ...changes }) as LambdaEvent;

describe('the path', () => {
  it.each([
    ['of a base-path mapping', { path: '/sms/v1/acme/A' }, '/acme/A'],
    [
      'of encoded characters',
      { pathParameters: { tenantId: 'a/b ?#%', action: 'ü' } },
      '/a%2Fb%20%3F%23%25/%C3%BC',
    ],
    ['of half a surrogate pair', { pathParameters: { tenantId: '\ud800', action: 'A' } }, '/%EF%BF%BD/A'],
    ['of no parameters', { path: '/healthz', pathParameters: null }, '/healthz'],
  ])('%s is made of the parameters that the gateway found', (_, changes, path) => {
    expect(requestOf(gateway(changes)).url).toBe(`http://router${path}`);
  });

  it.each([
    ['/acme/../globex/A', '/acme/../globex/A'],
    ['/acme/A?b', '/acme/A%3Fb'],
    ['/acme/A#b', '/acme/A%23b'],
    ['//acme/A', '//acme/A'],
    ['/ac%6De/A', '/ac%6De/A'],
  ])('%s of a function URL stays as it was written', (rawPath, path) => {
    expect(requestOf(url({ rawPath, rawQueryString: 'c=d' })).url).toBe(`http://router${path}`);
  });
});

describe('headers', () => {
  it('have any case, and several values', () => {
    const multiValueHeaders = { 'Content-TYPE': ['a', 'b'], 'content-type': ['c'], 'x-a': null };
    const { headers } = requestOf(gateway({ headers: { 'Content-TYPE': 'b' }, multiValueHeaders }));
    expect(headers.get('content-Type')).toBe('a, b, c');
    expect(headers.has('x-a')).toBe(false);
    expect(headers.has('Content-Type')).toBe(true);
  });

  it('may be missing, or be no headers of HTTP', () => {
    expect(requestOf(gateway({ headers: null, multiValueHeaders: null })).headers.get('a')).toBeNull();
    expect(requestOf(gateway({ headers: { A: 'b' }, multiValueHeaders: null })).headers.get('a')).toBe('b');
    const odd = JSON.parse('{"bad name": "\\r\\n\\u0000", "__proto__": "p", "ü": "ü"}');
    const { headers } = requestOf(url({ headers: odd }));
    expect([headers.get('bad name'), headers.get('__proto__'), headers.get('Ü')]).toEqual([
      '\r\n\0',
      'p',
      'ü',
    ]);
  });
});

describe('the body', () => {
  it.each([
    ['text', { body: 'é{}' }, 'é{}'],
    ['base64', { body: Buffer.from('é').toString('base64'), isBase64Encoded: true }, 'é'],
    ['base64 of no UTF-8', { body: '/w==', isBase64Encoded: true }, '\ufffd'],
    ['nothing', { body: null }, ''],
    ['nothing in base64', { body: '', isBase64Encoded: true }, ''],
    ['no member', { body: undefined }, ''],
  ])('of %s is read as text', async (_, changes, text) => {
    for (const event of [gateway, url]) expect(await requestOf(event(changes)).text()).toBe(text);
  });

  it.each(['####', 'YQ', 'YQ==\n'])(
    'that says it is base64 and is not, %j, is refused when it is read',
    async (body) => {
      const request = requestOf(url({ body, isBase64Encoded: true }));
      await expect(request.text()).rejects.toMatchObject({ name: 'SerializationException' });
    },
  );
});

it.each([[{}], [null], ['text'], [{ Records: [] }]])('%j is no event of a front door', (event) => {
  expect(() => requestOf(event as unknown as LambdaEvent)).toThrow(
    expect.objectContaining({ name: 'BadRequestException', reason: 'unknown event' }),
  );
});
