import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Explorer, serveExplorer } from '../../../infra/local/explorer/explorer.ts';
import { LocalTokens } from '../../../infra/local/explorer/local-tokens.ts';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const SECRET = 'local-admin-secret';

let explorer: Explorer;
let backend: Server;
let backendUrl: string;
let received: Received[];
let answerWith: { status: number; headers: Record<string, string>; body: string };

beforeEach(async () => {
  received = [];
  answerWith = { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  // The router, the user pool's token endpoint and the local AWS in one.
  backend = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    if (incoming.url === '/oauth2/token') {
      outgoing.end(JSON.stringify({ access_token: 'the-token-of-local-admin', expires_in: 3600 }));
      return;
    }
    received.push({ method: incoming.method, url: incoming.url, headers: incoming.headers, body });
    outgoing.writeHead(answerWith.status, answerWith.headers).end(answerWith.body);
  }).listen(0, '127.0.0.1');
  await once(backend, 'listening');
  backendUrl = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
  explorer = await serve();
});

afterEach(async () => {
  await explorer.stop();
  await new Promise((resolve) => backend.close(resolve));
});

describe('the explorer', () => {
  it('passes a call on to the router as it came, and its answer back', async () => {
    answerWith = {
      status: 429,
      headers: { 'content-type': 'application/json', 'retry-after': '2', 'x-request-id': 'r-1' },
      body: '{"status": 429}',
    };
    const body = '{"MessageBody":"Grüße 👋",  "DestinationPhoneNumber":"+14254147755"}';
    const answer = await call('/api/acme/SendTextMessage?x=%2F..%2F', {
      method: 'POST',
      headers: {
        authorization: 'Bearer my-own-token',
        'content-type': 'application/json',
        'idempotency-key': 'K~1',
        'x-made-up': 'as it is',
        cookie: 'of=another local server',
        origin: explorer.url,
        'sec-fetch-site': 'same-origin',
      },
      body,
    });
    expect(answer).toMatchObject({ status: 429, body: '{"status": 429}' });
    expect(answer.headers).toMatchObject({ 'retry-after': '2', 'x-request-id': 'r-1' });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const [passed] = received;
    expect(passed).toMatchObject({ method: 'POST', url: '/acme/SendTextMessage?x=%2F..%2F', body });
    const { connection: _, ...headers } = passed?.headers ?? {};
    expect(headers).toEqual({
      host: new URL(backendUrl).host,
      authorization: 'Bearer my-own-token',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'idempotency-key': 'K~1',
      'x-made-up': 'as it is',
    });
  });

  it('gives a call the token of the local client that the page names', async () => {
    const headers = { 'x-explorer-caller': 'local-admin', authorization: 'Bearer another' };
    await call('/api/acme/DescribePools', { method: 'POST', headers });
    expect(received[0]?.headers).toMatchObject({ authorization: 'Bearer the-token-of-local-admin' });
    expect(received[0]?.headers).not.toHaveProperty('x-explorer-caller');
    const unknown = await call('/api/acme/DescribePools', {
      method: 'POST',
      headers: { 'x-explorer-caller': 'nobody' },
    });
    expect(unknown.status).toBe(400);
    expect(received).toHaveLength(1);
  });

  it.each([
    ['a name that resolves to loopback', { host: 'evil.example:8789' }],
    ['a loopback name with another port', { host: '127.0.0.1:1' }],
    ['a page elsewhere', { origin: 'https://evil.example' }],
    ['a page of another local server', { origin: 'http://127.0.0.1:3000' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page elsewhere that hides its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same machine', { 'sec-fetch-site': 'same-site' }],
    ['a form elsewhere', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
  ])('refuses %s', async (_, headers) => {
    for (const path of ['/api/acme/SendTextMessage', '/phone/inbound']) {
      const answer = await call(path, {
        method: 'POST',
        headers: { 'x-explorer-caller': 'local-admin', ...headers },
        body: '{}',
      });
      expect(answer.status).toBe(403);
    }
    expect(received).toEqual([]);
  });

  it('answers at every loopback name, and a link from elsewhere', async () => {
    const { port } = new URL(explorer.url);
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const headers = {
        host: `${name}:${port}`,
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
      };
      expect(await call('/', { headers })).toMatchObject({ status: 200 });
    }
  });

  it('forbids other pages to frame it or load its answers, and its own to send requests elsewhere', async () => {
    const { headers } = await call('/');
    expect(headers['content-security-policy']).toMatch(/^default-src 'self';.*frame-ancestors 'none'/);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it('gives the page no secret and no token', async () => {
    await call('/api/acme/DescribePools', {
      method: 'POST',
      headers: { 'x-explorer-caller': 'local-admin' },
    });
    const session = await call('/session.json');
    expect(JSON.parse(session.body)).toEqual({
      apiUrl: backendUrl,
      callers: ['local-admin'],
      tenants: [{ tenantId: 'acme', accountId: '222222222222' }],
    });
  });

  it('serves the page, the assets of Swagger UI and the document, and nothing else', async () => {
    expect(await call('/')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
    for (const path of ['/swagger-ui/swagger-ui-bundle.js', '/swagger-ui/swagger-ui.css', '/page/page.css'])
      expect(await call(path)).toMatchObject({ status: 200 });
    expect(await call('/openapi.json')).toMatchObject({ status: 200, body: '{"openapi":"3.1.0"}' });
    for (const path of [
      '/page/../explorer.ts',
      '/page/%2e%2e/explorer.ts',
      '/package.json',
      '/phone/tenants',
      '//x',
    ])
      expect(await call(path)).toMatchObject({ status: 404 });
    expect(await call('/', { method: 'POST' })).toMatchObject({ status: 405 });
  });

  it("forwards the phone's requests to the local AWS", async () => {
    await call('/phone/messages');
    await call('/phone/inbound', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"body":"STOP"}',
    });
    expect(received.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['GET', '/_local/messages', ''],
      ['POST', '/_local/inbound', '{"body":"STOP"}'],
    ]);
  });

  it('has no callers, tenants and phone for accounts that are elsewhere', async () => {
    await explorer.stop();
    explorer = await serve({ isLocal: false });
    expect(JSON.parse((await call('/session.json')).body)).toEqual({ apiUrl: backendUrl });
    expect(await call('/phone/messages')).toMatchObject({ status: 404 });
    const headers = { 'x-explorer-caller': 'local-admin' };
    expect(await call('/api/acme/DescribePools', { method: 'POST', headers })).toMatchObject({ status: 400 });
  });

  it('says so when the router does not answer, and goes on', async () => {
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
    const answer = await call('/api/acme/DescribePools', { method: 'POST' });
    expect(answer.status).toBe(502);
    expect(JSON.parse(answer.body).error.message).toBe(`${backendUrl} does not answer: is it still running?`);
    expect(await call('/session.json')).toMatchObject({ status: 200 });
  });

  it('makes the document again after a failure', async () => {
    await explorer.stop();
    let made = 0;
    explorer = await serve({
      makeReference: async () => {
        made += 1;
        if (made === 1) throw new Error('The document cannot be made.');
        return '{}';
      },
    });
    expect(await call('/openapi.json')).toMatchObject({ status: 200 });
    expect(await call('/openapi.json')).toMatchObject({ status: 200 });
    expect(made).toBe(2);
  });

  it('names EXPLORER_PORT when its port is in use', async () => {
    const { port } = new URL(explorer.url);
    await expect(serve({ port: Number(port) })).rejects.toThrow(
      `Port ${port} is in use: set EXPLORER_PORT to another one, or to 0 for any free port.`,
    );
  });

  it('listens on loopback alone', () => {
    expect(explorer.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

async function serve({
  port = 0,
  isLocal = true,
  makeReference = async () => '{"openapi":"3.1.0"}',
}: {
  port?: number;
  isLocal?: boolean;
  makeReference?: () => Promise<string>;
} = {}): Promise<Explorer> {
  const tokens = new LocalTokens(`${backendUrl}/oauth2/token`, [
    { clientId: 'local-admin', clientSecret: SECRET },
  ]);
  const tenants = () => [{ tenantId: 'acme', accountId: '222222222222' }];
  return serveExplorer({
    port,
    apiUrl: backendUrl,
    makeReference,
    ...(isLocal && { local: { awsUrl: backendUrl, tokens, tenants } }),
  });
}

/** fetch sets `Host`, `Origin` and `Sec-Fetch-*` itself. */
async function call(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(explorer.url);
  const { method = 'GET', headers = {}, body } = options;
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const outgoing = request({ hostname, port, path, method, headers: { ...headers, ...length } });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage];
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    body: Buffer.concat(await answer.toArray()).toString(),
  };
}
