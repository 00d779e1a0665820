import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, expect, test } from 'vitest';
import { announce } from '../../tenant-agent/announcement.ts';
import { BusGoneError, createPublish } from '../../tenant-agent/publish.ts';
import { type Endpoint, endpoint, notTaken, type ScriptedAnswer, TAKEN } from './endpoints.ts';

const home = {
  accountId: '222222222222',
  region: 'us-east-1',
  deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
};
const announcement = announce('Create', 'acme', home, Date.parse('2026-11-23T12:00:00.789Z'));

let bus: Endpoint | undefined;
afterEach(() => bus?.close());

function clientOf(endpoint: string): EventBridgeClient {
  return new EventBridgeClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIALOCALACME0000000', secretAccessKey: 'local-acme-secret' },
    maxAttempts: 1,
  });
}

async function publishTo(answers: ScriptedAnswer[], usually = TAKEN) {
  bus = await endpoint(answers, usually);
  const client = clientOf(bus.url);
  const pauses: number[] = [];
  const publish = createPublish(client, async (milliseconds) => void pauses.push(milliseconds));
  return { received: bus.received, pauses, publish };
}

test('puts one event on the default bus: contract names, detail as JSON, time in whole seconds', async () => {
  const { publish, received, pauses } = await publishTo([]);
  await publish(announcement);
  expect(received.map(({ body }) => body)).toEqual([
    {
      Entries: [
        {
          Source: 'TenantRegistration',
          DetailType: 'Pinpoint Tenant Registration',
          Time: Date.parse('2026-11-23T12:00:00Z') / 1000,
          Detail: JSON.stringify({
            tenantId: 'acme',
            ...home,
            eventName: 'Create',
            sequence: Date.parse('2026-11-23T12:00:00.789Z'),
          }),
        },
      ],
    },
  ]);
  expect(pauses).toEqual([]);
});

test('tries again when PutEvents answers 200 and took nothing', async () => {
  const { publish, received, pauses } = await publishTo([
    notTaken('ThrottlingException'),
    notTaken('InternalFailure'),
  ]);
  await publish(announcement);
  expect(received).toHaveLength(3);
  expect(pauses).toEqual([500, 1000]);
});

test.each([
  ['an empty answer', {}],
  ['no entries', { FailedEntryCount: 0, Entries: [] }],
  ['an entry without an id', { FailedEntryCount: 0, Entries: [{}] }],
])('tries again after a 200 with %s: nothing in it says that the event was taken', async (_, body) => {
  const { publish, received } = await publishTo([], { body });
  await expect(publish(announcement)).rejects.toThrow('PutEvents took no entry');
  expect(received).toHaveLength(6);
});

test('gives up a connection that stays silent, and tries again', async () => {
  const silent = createServer(() => {});
  let pauses = 0;
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = silent.address() as AddressInfo;
    const publish = createPublish(clientOf(`http://127.0.0.1:${port}`), async () => void pauses++, 50);
    await expect(publish(announcement)).rejects.toMatchObject({ name: 'AbortError' });
    expect(pauses).toBe(5);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});

test('throws the entry’s error when nothing was taken to the end', async () => {
  const { publish, received } = await publishTo([], notTaken('InternalFailure'));
  await expect(publish(announcement)).rejects.toMatchObject({
    name: 'InternalFailure',
    message: 'try later',
  });
  expect(received).toHaveLength(6);
});

test('tries again when it may not yet put events: its role may be seconds old', async () => {
  const denied = { status: 400, errorType: 'AccessDeniedException', body: { message: 'not authorized' } };
  const { publish, received } = await publishTo([denied, denied]);
  await publish(announcement);
  expect(received).toHaveLength(3);
});

test.each<[string, ScriptedAnswer]>([
  ['as an error', { status: 400, errorType: 'ResourceNotFoundException', body: { message: 'no bus' } }],
  ['in the entry', notTaken('ResourceNotFoundException')],
])('reports at once that the bus is gone, after %s', async (_, answer) => {
  const { publish, received } = await publishTo([], answer);
  await expect(publish(announcement)).rejects.toBeInstanceOf(BusGoneError);
  expect(received).toHaveLength(1);
});
