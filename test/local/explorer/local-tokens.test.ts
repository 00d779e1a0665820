import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalTokens } from '../../../infra/local/explorer/local-tokens.ts';

let pool: Server;
let now: number;
let asked: { authorization: string | undefined; body: string }[];
let status: number;
let tokens: LocalTokens;

beforeEach(async () => {
  now = 0;
  asked = [];
  status = 200;
  pool = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray()).toString();
    asked.push({ authorization: incoming.headers.authorization, body });
    outgoing
      .writeHead(status)
      .end(JSON.stringify({ access_token: `token-${asked.length}`, expires_in: 3600 }));
  }).listen(0, '127.0.0.1');
  await once(pool, 'listening');
  const url = `http://127.0.0.1:${(pool.address() as AddressInfo).port}/oauth2/token`;
  tokens = new LocalTokens(url, [{ clientId: 'one', clientSecret: 'secret' }], () => now);
});

afterEach(() => new Promise((resolve) => pool.close(resolve)));

describe('the tokens of local clients', () => {
  it("are fetched once for all requests, with the client's secret", async () => {
    expect(await Promise.all([tokens.of('one'), tokens.of('one')])).toEqual(['token-1', 'token-1']);
    expect(asked).toEqual([
      {
        authorization: `Basic ${Buffer.from('one:secret').toString('base64')}`,
        body: 'grant_type=client_credentials',
      },
    ]);
  });

  it('are renewed a minute before they expire', async () => {
    await tokens.of('one');
    now = 3_539_999;
    expect(await tokens.of('one')).toBe('token-1');
    now = 3_540_000;
    expect(await tokens.of('one')).toBe('token-2');
  });

  it('are asked for again after a failure', async () => {
    status = 500;
    await expect(tokens.of('one')).rejects.toThrow(/answered 500/);
    status = 200;
    expect(await tokens.of('one')).toBe('token-2');
  });

  it('do not exist for other clients', async () => {
    expect(await tokens.of('constructor')).toBeUndefined();
    expect(asked).toEqual([]);
  });
});
