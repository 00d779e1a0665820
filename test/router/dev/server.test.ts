import type { Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDevServer } from '../../../router/dev/server.ts';
import type { Principal } from '../../../router/http/caller/principal.ts';
import { principalFromClaims } from '../../../router/http/caller/principal.ts';
import { MACHINE_CLAIMS } from '../lambda-events.ts';
import { createRig, type Rig } from '../rig.ts';
import type { TestRouter, TestRouterOptions } from '../test-router.ts';

const MAX_BODY_BYTES = 1_024;
const anybody = (): Principal => principalFromClaims(MACHINE_CLAIMS);

let rig: Rig;
const servers: Server[] = [];

beforeAll(async () => {
  rig = await createRig();
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
});
afterAll(() => rig.stop());

describe('the local server', () => {
  it.each([
    ['a bad header name', 'POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\nbad name: x\r\n\r\n'],
    ['a bad header value', 'POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\nx-a: \u0000\r\n\r\n'],
    ['headers without end', `POST / HTTP/1.1\r\nhost: a\r\nx-a: ${'a'.repeat(40_000)}\r\n\r\n`],
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001'],
    [
      'a body that is not what its encoding says',
      'POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nno length\r\n',
    ],
  ])('answers %s with the error body, a log line and a metric', async (_, text) => {
    const { say, router } = await start();
    expect(await say(text)).toMatchObject({ status: 400, name: 'BadRequestException' });
    expect(router.log()).toMatchObject([{ status: 400, Requests: 1, Errors: 1 }]);
  });

  it.each([
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n', 404],
    ['OPTIONS of the server', 'OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n', 404],
    ['TRACE', 'TRACE /acme/DescribePools HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 405],
    ['no host', 'POST /acme/DescribePools HTTP/1.1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n', 200],
    ['a bad host', 'POST /acme/DescribePools HTTP/1.0\r\nhost: a b/c\r\ncontent-length: 0\r\n\r\n', 200],
    [
      'a whole URL',
      'POST http://a/acme/DescribePools?b HTTP/1.0\r\nhost: a\r\ncontent-length: 0\r\n\r\n',
      200,
    ],
    [
      'an expectation that it does not know',
      'POST /acme/DescribePools HTTP/1.0\r\nhost: a\r\nexpect: miracles\r\ncontent-length: 0\r\n\r\n',
      200,
    ],
  ])('takes %s like any request', async (_, text, status) => {
    const { say } = await start();
    expect(await say(text)).toMatchObject({ status });
  });

  it('ends a body that stalls with 408, and one that is too large with 413', async () => {
    const { say } = await start({ environment: { DEADLINE_MILLISECONDS: '100' } });
    const head = 'POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\n';
    expect(await say(`${head}content-length: 10\r\n\r\n{`)).toMatchObject({
      status: 408,
      name: 'RequestTimeoutException',
    });
    const large = ' '.repeat(2_048);
    expect(await say(`${head}content-length: 2048\r\n\r\n${large}`)).toMatchObject({ status: 413 });
    const chunks = `800\r\n${large}\r\n0\r\n\r\n`;
    expect(await say(`${head}transfer-encoding: chunked\r\n\r\n${chunks}`)).toMatchObject({ status: 413 });
  });

  it('does not count a caller that hangs up as a failure', async () => {
    const { open, router } = await start();
    const socket = await open();
    socket.write('POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{');
    await expect.poll(() => router.log().length, { timeout: 100 }).toBe(0);
    socket.destroy();
    await expect
      .poll(() => router.log())
      .toMatchObject([
        { status: 400, errorName: 'BadRequestException', reason: 'body broke off', Faults: 0 },
      ]);
  });

  it('waits for the caller to be told no longer than for anything else', async () => {
    const { say } = await start({
      authenticator: () => new Promise(() => {}),
      environment: { DEADLINE_MILLISECONDS: '100' },
    });
    const answer = await say('POST /acme/DescribePools HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n');
    expect(answer).toMatchObject({ status: 504, name: 'UpstreamTimeoutException' });
  });
});

async function start(options: Partial<TestRouterOptions> = {}) {
  const environment = { MAX_BODY_BYTES: String(MAX_BODY_BYTES), ...options.environment };
  const router: TestRouter = rig.startRouter({ authenticator: anybody, ...options, environment });
  const server = createDevServer(router.app, { maxBodyBytes: MAX_BODY_BYTES });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket)).on('error', reject);
    });
  /** Sends it on a connection of its own and reads the answer. */
  async function say(text: string) {
    const socket = await open();
    socket.write(text, 'latin1');
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
      if (/content-length: (\d+)/i.test(answer) && isWhole(answer)) break;
    }
    socket.destroy();
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    const { error, requestId } = JSON.parse(body);
    const id = /^x-request-id: (.*)$/im.exec(head)?.[1];
    expect(id).toMatch(/^[\w-]+$/);
    if (error !== undefined) expect(requestId).toBe(id);
    return { status: Number(head.split(' ')[1]), name: error?.name };
  }
  return { router, open, say };
}

function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return Buffer.byteLength(body) >= Number(/content-length: (\d+)/i.exec(head)?.[1]);
}
