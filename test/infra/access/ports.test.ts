import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertFree, readPorts } from '../../../infra/access/ports.ts';

let other: ReturnType<typeof createServer>;
let taken: number;

beforeEach(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = (other.address() as { port: number }).port;
});

afterEach(async () => {
  await new Promise((resolve) => other.close(resolve));
});

describe('the ports of npm start', () => {
  it('are the documented ones when nothing is set, or set to nothing', () => {
    expect(readPorts({ PORT: '' })).toEqual({ api: 8787, functionUrl: 8788, endpoint: 4566, explorer: 8789 });
  });

  it('are all refused in one message when they are not ports', () => {
    expect(() => readPorts({ PORT: 'http', FUNCTION_URL_PORT: '65536', LOCAL_AWS_PORT: '0' })).toThrow(
      /^PORT is "http".*\nFUNCTION_URL_PORT is "65536".*$/,
    );
  });

  it.each([
    ['PORT', 'api'],
    ['FUNCTION_URL_PORT', 'functionUrl'],
    ['LOCAL_AWS_PORT', 'endpoint'],
    ['EXPLORER_PORT', 'explorer'],
  ])('%s is named when its port is in use', async (variable, name) => {
    const ports = { api: 0, functionUrl: 0, endpoint: 0, explorer: 0, [name]: taken };
    await expect(assertFree(ports)).rejects.toThrow(
      `Port ${taken} is in use. Set ${variable} to another one, or to 0 for any free port.`,
    );
  });

  it('may not be shared', async () => {
    await new Promise((resolve) => other.close(resolve));
    const ports = { api: taken, functionUrl: taken, endpoint: 0, explorer: 0 };
    await expect(assertFree(ports)).rejects.toThrow('Set FUNCTION_URL_PORT to another one');
    other = createServer();
  });

  it('are free again after the look', async () => {
    await new Promise((resolve) => other.close(resolve));
    await assertFree({ api: taken, functionUrl: 0, endpoint: 0, explorer: 0 });
    other = createServer().listen(taken, '127.0.0.1');
    await once(other, 'listening');
  });
});
