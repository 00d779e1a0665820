import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckedUrl,
  createCheckUrl,
  type UrlRules,
} from '../../../../router/messages/callbacks/attempt/callback-url.ts';
import {
  createPost,
  MAX_ANSWER_BYTES,
  type PostOptions,
} from '../../../../router/messages/callbacks/attempt/post.ts';

const PUBLIC = '93.184.215.14';
const NOT_PUBLIC = 'leads to an address that is not public: private, loopback, link-local or reserved';

/** Names of this test; all others do not exist. */
function resolveTo(names: Readonly<Record<string, readonly string[]>>): NonNullable<UrlRules['resolve']> {
  return async (host) => {
    const addresses = names[host];
    if (addresses === undefined) throw new Error('ENOTFOUND');
    return addresses.map((address) => ({ address }));
  };
}

function refusalOf(checked: CheckedUrl): string | undefined {
  return 'refusal' in checked ? checked.refusal : undefined;
}

describe("a callback's URL", () => {
  it.each<readonly [url: string, refusal: string | undefined]>([
    ['https://hooks.example.com/messages?token=1', undefined],
    [`https://${PUBLIC}/`, undefined],
    ['https://hooks.example.com:8443/', undefined],
    ['https://[2606:4700::6810:85e5]/', undefined],
    ['hooks.example.com', 'must be an absolute URL'],
    ['', 'must be an absolute URL'],
    ['http://hooks.example.com/', 'must be an https URL'],
    ['file:///etc/passwd', 'must be an https URL'],
    ['ftp://hooks.example.com/', 'must be an https URL'],
    ['https://user:secret@hooks.example.com/', 'must not carry a user name or a password'],
    ['https://hooks.example.com/#part', 'must not have a fragment'],
    ['https://unknown.example.com/', 'has a host name that cannot be resolved'],
    // Loopback, in all the forms that a URL can have.
    ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '0177.0.0.1', '0x7f.1'].map(
      (host) => [`https://${host}/`, NOT_PUBLIC] as const,
    ),
    ...['127.255.255.254', '0.0.0.0', '0', '127.0.0.1.'].map(
      (host) => [`https://${host}/`, NOT_PUBLIC] as const,
    ),
    ...['localhost', 'LOCALHOST', 'loop.example.com'].map(
      (host) => [`https://${host}/`, NOT_PUBLIC] as const,
    ),
    // The metadata services, link-local.
    ...['169.254.169.254', '169.254.170.2', '2852039166', '[fe80::1]', '[fd00:ec2::254]'].map(
      (host) => [`https://${host}/`, NOT_PUBLIC] as const,
    ),
    // Private, shared, benchmark, documentation, multicast, reserved.
    ...[
      '10.0.0.1',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '198.18.0.1',
      '192.0.0.1',
    ].map((host) => [`https://${host}/`, NOT_PUBLIC] as const),
    ...['192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'].map(
      (host) => [`https://${host}/`, NOT_PUBLIC] as const,
    ),
    // IPv6: loopback, unspecified, unique local, site-local, multicast, documentation, discard.
    ...['::1', '::', 'fc00::1', 'fd12::1', 'fec0::1', 'ff02::1', '2001:db8::1', '100::1'].map(
      (host) => [`https://[${host}]/`, NOT_PUBLIC] as const,
    ),
    // IPv6 that carries an IPv4 address: mapped, compatible, translated, 6to4, Teredo.
    ...['::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::7f00:1'].map(
      (host) => [`https://[${host}]/`, NOT_PUBLIC] as const,
    ),
    ...['2002:7f00:1::', '2001:0:7f00:1::', '::ffff:0:127.0.0.1'].map(
      (host) => [`https://[${host}]/`, NOT_PUBLIC] as const,
    ),
    // One bad address among good ones.
    ['https://mixed.example.com/', NOT_PUBLIC],
    ['https://metadata.example.com/', NOT_PUBLIC],
    ['https://mapped.example.com/', NOT_PUBLIC],
  ])('%s: %s', async (url, expected) => {
    const check = createCheckUrl({
      allowLoopback: false,
      resolve: resolveTo({
        'hooks.example.com': [PUBLIC, '2606:4700::6810:85e5'],
        localhost: ['127.0.0.1', '::1'],
        'loop.example.com': ['127.0.0.1'],
        'mixed.example.com': [PUBLIC, '10.0.0.1'],
        'metadata.example.com': ['169.254.169.254'],
        'mapped.example.com': ['::ffff:10.0.0.1'],
      }),
    });
    expect(refusalOf(await check(url))).toBe(expected);
  });

  it.each<readonly [url: string, refusal: string | undefined]>([
    ['http://127.0.0.1:8080/', undefined],
    ['http://[::1]:8080/', undefined],
    ['https://127.0.0.1/', undefined],
    ['http://hooks.example.com/', 'must be an https URL'],
    ['http://169.254.169.254/', 'must be an https URL'],
    ['https://169.254.169.254/', NOT_PUBLIC],
    ['https://10.0.0.1/', NOT_PUBLIC],
    ['https://0.0.0.0/', NOT_PUBLIC],
  ])(
    'on a laptop may be of the machine itself, and of nothing else that is private: %s',
    async (url, expected) => {
      const resolve = resolveTo({ 'hooks.example.com': [PUBLIC] });
      expect(refusalOf(await createCheckUrl({ allowLoopback: true, resolve })(url))).toBe(expected);
    },
  );
});

describe('an attempt', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(listener: RequestListener): Promise<number> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return (server.address() as AddressInfo).port;
  }

  function post(url: string, options: Partial<PostOptions> = {}) {
    const checkUrl = createCheckUrl({ allowLoopback: true });
    return createPost({ checkUrl, ...options })({ url, headers: { 'webhook-id': 'evt_1' }, body: '{}' });
  }

  it.each([200, 201, 204])('is delivered with an answer %s', async (status) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ result: 'DELIVERED', httpStatus: status });
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect: %s', async (status) => {
    let asked = 0;
    const inside = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const port = await serve((_, response) =>
      response.writeHead(status, { location: `http://127.0.0.1:${inside}/` }).end(),
    );
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ result: 'FAILED', httpStatus: status });
    expect(asked).toBe(0);
  });

  it.each([400, 404, 410, 429, 500, 503])('has failed with an answer %s', async (status) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ result: 'FAILED', httpStatus: status });
  });

  it('does not read a body of 10 MB', async () => {
    let cut: (bytes: number) => void = () => {};
    const sent = new Promise<number>((resolve) => {
      cut = resolve;
    });
    const port = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 10 * 1024 * 1024 });
      response.on('close', () => cut(request.socket.bytesWritten));
      const chunk = Buffer.alloc(MAX_ANSWER_BYTES);
      const write = () => {
        while (response.write(chunk));
        response.once('drain', write);
      };
      write();
    });
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ result: 'DELIVERED', httpStatus: 200 });
    // What the kernel took, of which no more than the bound and one chunk was read.
    expect(await sent).toBeLessThan(8 * 1024 * 1024);
  });

  it.each([
    ['that never answers', () => {}],
    [
      'that sends half its headers',
      (_: unknown, response: { socket: { write(text: string): void } | null }) => {
        response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
      },
    ],
  ])('does not wait for a server %s', async (_, listener) => {
    const port = await serve(listener as RequestListener);
    expect(await post(`http://127.0.0.1:${port}/`, { timeLimitMilliseconds: 100 })).toEqual({
      result: 'FAILED',
      reason: 'No answer within 100 ms',
    });
  });

  it('does not wait for a name that is not resolved in time', async () => {
    const resolve = () => new Promise<never>(() => {});
    const checkUrl = createCheckUrl({ allowLoopback: false, resolve });
    const outcome = await post('https://slow.example.com/', { checkUrl, timeLimitMilliseconds: 50 });
    expect(outcome).toEqual({ result: 'FAILED', reason: 'No answer within 50 ms' });
  });

  it('says by a code alone why there was no connection', async () => {
    const port = await serve(() => {});
    servers.at(-1)?.close();
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({
      result: 'FAILED',
      reason: 'The connection failed: ECONNREFUSED',
    });
  });

  describe('over TLS', () => {
    let port: number;
    let ca: string;
    let asked: string[] = [];
    beforeAll(async () => {
      const { cert, private: key } = await generate([{ name: 'commonName', value: 'hooks.example.com' }], {
        keySize: 2048,
        extensions: [
          { name: 'basicConstraints', cA: true },
          { name: 'subjectAltName', altNames: [{ type: 2, value: 'hooks.example.com' }] },
        ],
      });
      ca = cert;
      const server = createTlsServer({ cert, key }, (request, response) => {
        asked.push(`${request.headers.host}`);
        response.end();
      }).listen(0, '127.0.0.1');
      servers.push(server as unknown as Server);
      await new Promise((resolve) => server.once('listening', resolve));
      port = (server.address() as AddressInfo).port;
    });

    it('connects to the address that was checked, under the name of the URL', async () => {
      asked = [];
      const resolve = resolveTo({ 'hooks.example.com': ['127.0.0.1'] });
      const checkUrl = createCheckUrl({ allowLoopback: true, resolve });
      const outcome = await post(`https://hooks.example.com:${port}/`, { checkUrl, ca });
      expect(outcome).toEqual({ result: 'DELIVERED', httpStatus: 200 });
      expect(asked).toEqual([`hooks.example.com:${port}`]);
    });

    it('refuses a certificate of another name', async () => {
      const resolve = resolveTo({ 'other.example.com': ['127.0.0.1'] });
      const checkUrl = createCheckUrl({ allowLoopback: true, resolve });
      expect(await post(`https://other.example.com:${port}/`, { checkUrl, ca })).toEqual({
        result: 'FAILED',
        reason: 'The connection failed: ERR_TLS_CERT_ALTNAME_INVALID',
      });
    });

    it('is refused by a name that has come to mean a private address since', async () => {
      asked = [];
      const answers = [[PUBLIC], ['127.0.0.1']];
      const resolve = async () => (answers.shift() ?? []).map((address) => ({ address }));
      const checkUrl = createCheckUrl({ allowLoopback: false, resolve });
      const url = `https://hooks.example.com:${port}/`;
      // As PutCallback found it.
      expect(refusalOf(await checkUrl(url))).toBeUndefined();
      expect(await post(url, { checkUrl, ca })).toEqual({
        result: 'FAILED',
        reason: `The URL ${NOT_PUBLIC}`,
      });
      expect(asked).toEqual([]);
    });
  });
});
