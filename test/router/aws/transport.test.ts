import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribePoolsCommand, PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../../router/aws/outcome.ts';
import { inCallContext, SdkTransport } from '../../../router/aws/transport.ts';

let server: Server;
let connections: number;
let now: number;
let transport: SdkTransport;
let client: PinpointSMSVoiceV2Client;

beforeEach(async () => {
  connections = 0;
  now = Date.parse('2026-11-23T12:00:00Z');
  server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  server.keepAliveTimeout = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  transport = new SdkTransport({ connectionTimeout: 2_000, maxSockets: 200, now: () => now });
  client = new PinpointSMSVoiceV2Client({
    region: 'us-east-1',
    endpoint: url().href,
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' },
    requestHandler: transport,
  });
});

afterEach(async () => {
  client.config.requestHandler.destroy?.();
  await new Promise((resolve) => server.close(resolve));
});

function url(): URL {
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** Sends requests side by side; a connection is free again a turn of the event loop after its answer. */
async function call(times = 1): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => client.send(new DescribePoolsCommand())));
  await new Promise((resolve) => setImmediate(resolve));
}

it('sends requests that follow each other on one connection', async () => {
  await call();
  now += 10_000;
  await call();
  now += 10_000;
  await call();
  expect(connections).toBe(1);
});

it('sends nothing on a connection that AWS may have closed while the function was frozen', async () => {
  await call(3);
  expect(connections).toBe(3);
  now += 60_000;
  await call();
  expect(connections).toBe(4);
  await call();
  expect(connections).toBe(4);
});

it('makes a call that must not be repeated on a connection that was idle for a few seconds at most', async () => {
  const attempts: Attempt[] = [];
  const unrepeatable = () =>
    inCallContext({ signal: new AbortController().signal, repeatable: false, attempts }, () => call());
  await unrepeatable();
  now += 4_000;
  await unrepeatable();
  expect(connections).toBe(1);
  now += 4_001;
  await unrepeatable();
  expect(connections).toBe(2);
  expect(attempts).toEqual(Array(3).fill({ phase: 'answered', status: 200 }));
});

describe('a connection that was opened early', () => {
  beforeEach(async () => {
    const opened = once(server, 'connection');
    transport.connectEarly(url());
    await opened;
  });

  it('is the one of the first request, and of no other', async () => {
    await call(2);
    expect(connections).toBe(2);
  });

  it('is not used when AWS may have closed it', async () => {
    now += 4_001;
    await call();
    expect(connections).toBe(2);
  });
});

it('counts a request that is under way as one that may have arrived', async () => {
  server.removeAllListeners('request');
  const stop = new AbortController();
  const arrived = once(server, 'request');
  const attempts: Attempt[] = [];
  const calling = inCallContext({ signal: stop.signal, repeatable: false, attempts }, () => call());
  await arrived;
  expect(attempts).toEqual([{ phase: 'unanswered' }]);
  stop.abort();
  await expect(calling).rejects.toThrow();
  server.closeAllConnections();
});
