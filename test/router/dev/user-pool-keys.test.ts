import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createUserPoolKeys } from '../../../router/dev/user-pool-keys.ts';

const KEY = { kty: 'RSA', kid: 'one', n: 'AQAB', e: 'AQAB' };
const tokenOf = (kid: string) => ({ header: { kid, alg: 'RS256' }, payload: {} }) as never;

let server: Server;
let answers: ((response: ServerResponse) => void)[];
let fetched: number;

beforeEach(async () => {
  answers = [];
  fetched = 0;
  server = createServer((_, response) => {
    fetched += 1;
    (answers.shift() ?? keys([KEY]))(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
});

it.each([
  ['answers no keys', () => keys([])],
  ['answers other keys', () => keys([{ ...KEY, kid: 'other' }])],
  ['fails', () => (response: ServerResponse) => void response.writeHead(500).end()],
  ['hangs up', () => (response: ServerResponse) => void response.destroy()],
])('an endpoint that once %s makes no good token bad', async (_, wrong) => {
  const cache = createUserPoolKeys(url());
  answers.push(wrong());
  await expect(cache.getJwk(url(), tokenOf('one'))).rejects.toThrow();
  expect(await cache.getJwk(url(), tokenOf('one'))).toEqual(KEY);
  await cache.getJwk(url(), tokenOf('one'));
  expect(fetched).toBe(2);
});

it('an endpoint that hangs is given up, and asked again for the next token', {
  timeout: 10_000,
}, async () => {
  const cache = createUserPoolKeys(url(), 500);
  answers.push(() => {});
  const waiting = [1, 2, 3].map(() => cache.getJwk(url(), tokenOf('one')));
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
  expect(fetched).toBe(1);
  expect(await cache.getJwk(url(), tokenOf('one'))).toEqual(KEY);
});

function url(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
}

function keys(list: readonly object[]) {
  return (response: ServerResponse): void => {
    response.end(JSON.stringify({ keys: list }));
  };
}
