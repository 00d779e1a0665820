import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCheckUrl } from '../../../../router/messages/callbacks/attempt/callback-url.ts';
import { createCallbackActions } from '../../../../router/messages/callbacks/callback-actions.ts';
import { PAUSES_MILLISECONDS } from '../../../../router/messages/callbacks/flow/schedule.ts';
import type { TrackedEvent } from '../../../../router/messages/events/event.ts';
import {
  type CallbackServer,
  type ReceivedCallback,
  startCallbackServer,
} from '../../../support/callback-server.ts';
import { TENANTS } from '../../rig.ts';
import { errorOf } from '../../test-router.ts';
import { type CallbacksBench, createCallbacksBench } from './callbacks-bench.ts';

const { acme, globex } = LOCAL_ACCOUNTS;
const NUMBER = '+14254147755';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: CallbacksBench;
let server: CallbackServer;
beforeAll(async () => {
  bench = await createCallbacksBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  server = await startCallbackServer();
});
afterEach(async () => {
  await server.stop();
  for (const tenant of ['acme', 'globex']) {
    const { Callbacks } = (await act(`${tenant}/DescribeCallbacks`, {})).body;
    for (const { CallbackName } of Callbacks) await act(`${tenant}/DeleteCallback`, { CallbackName });
  }
});

function act(path: string, body: object) {
  return bench.router.post(`/${path}`, body);
}

async function put(tenant: string, changes: object = {}): Promise<string> {
  const input = { CallbackName: 'orders', Url: server.url, EventTypes: ['*'], ...changes };
  const { status, body } = await act(`${tenant}/PutCallback`, input);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.SigningSecret;
}

async function described(tenant: string) {
  const { body } = await act(`${tenant}/DescribeCallbacks`, {});
  return body.Callbacks[0];
}

let ids = 0;
function event(changes: Partial<TrackedEvent> = {}): TrackedEvent {
  ids += 1;
  return {
    kind: 'outbound',
    id: `message-${ids}`,
    type: 'TEXT_DELIVERED',
    at: bench.rig.clock.now(),
    status: 'DELIVERED',
    isFinal: true,
    facts: { channel: 'TEXT', destination: NUMBER, parts: 1, price: 0.00581 },
    ...changes,
  };
}

/** News of a message are delivered a second later. */
async function tell(account: string, ...events: readonly TrackedEvent[]): Promise<void> {
  // A tenant's callbacks are cached for ten seconds.
  await bench.pass(11_000);
  await bench.read(account, ...events);
  await bench.pass(1_000);
  await bench.work();
}

/** As a tenant verifies it. The library reads the real clock, which is not the test's. */
function verify(secret: string, { headers, body }: ReceivedCallback): Record<string, unknown> {
  const { 'webhook-id': id = '', 'webhook-timestamp': time, 'webhook-signature': signature = '' } = headers;
  const expected = new Webhook(secret).sign(id, new Date(Number(time) * 1_000), body);
  expect(signature.split(' ')).toContain(expected);
  return JSON.parse(body);
}

describe('callbacks', () => {
  it('are put, listed, changed and deleted by their tenant; the secret is shown once', async () => {
    const secret = await put('acme', { EventTypes: ['message.failed', 'message.inbound'] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const listed = await act('acme/DescribeCallbacks', {});
    expect(listed.body.Callbacks).toEqual([
      {
        CallbackName: 'orders',
        Url: server.url,
        EventTypes: ['message.failed', 'message.inbound'],
        CreatedTimestamp: new Date(bench.rig.clock.now()).toISOString(),
        Breaker: 'CLOSED',
        FailuresInARow: 0,
        LastOutcomes: [],
      },
    ]);
    expect(await put('acme', { EventTypes: ['*'] })).toBeUndefined();
    expect(await described('acme')).toMatchObject({ EventTypes: ['*'] });
    expect((await act('globex/DescribeCallbacks', {})).body).toEqual({ Callbacks: [] });
    expect(errorOf(await act('globex/DeleteCallback', { CallbackName: 'orders' }))).toMatchObject({
      status: 404,
      name: 'ResourceNotFoundException',
      ResourceType: 'callback',
      ResourceId: 'orders',
    });
    expect((await act('acme/DeleteCallback', { CallbackName: 'orders' })).body).toEqual({
      CallbackName: 'orders',
    });
    expect((await act('acme/DescribeCallbacks', {})).body).toEqual({ Callbacks: [] });
  });

  it.each([
    ['Url', { Url: 'https://169.254.169.254/latest' }, 'leads to an address that is not public'],
    ['Url', { Url: 'http://93.184.215.14/' }, 'must be an https URL'],
    ['Url', { Url: 'https://93.184.215.14/ok\u001b[31m' }, 'must not have control characters'],
    ['EventTypes[0]', { EventTypes: ['message.read'] }, 'must be one of'],
    ['CallbackName', { CallbackName: 'a/b' }, 'must be letters, digits'],
  ])('are refused with a wrong %s: %j', async (path, changes, message) => {
    const input = { CallbackName: 'orders', Url: server.url, EventTypes: ['*'], ...changes };
    const { problems = [], ...error } = errorOf(await act('acme/PutCallback', input));
    expect(error).toMatchObject({ status: 400, name: 'ValidationException' });
    expect(problems).toMatchObject([{ path, message: expect.stringContaining(message) }]);
  });

  it('have the URL in its normal form', async () => {
    const { port } = new URL(server.url);
    await put('acme', { Url: `HTTP://2130706433:${port}/a/../b c` });
    expect(await described('acme')).toMatchObject({ Url: `http://127.0.0.1:${port}/b%20c` });
  });

  it('are five a tenant at most, also of twenty at the same time', async () => {
    await put('acme', { CallbackName: 'first' });
    let resolve = () => {};
    const allHaveCounted = new Promise<void>((done) => {
      resolve = done;
    });
    let counted = 0;
    const actions = createCallbackActions({
      callbacks: {
        ...bench.registered,
        async list(tenant) {
          const listed = await bench.registered.list(tenant);
          counted += 1;
          if (counted === 20) resolve();
          return listed;
        },
        async put(callback) {
          await allHaveCounted;
          return await bench.registered.put(callback);
        },
      },
      checkUrl: createCheckUrl({ allowLoopback: true }),
      queue: () => Promise.reject(new Error('Nothing is delivered.')),
      now: () => bench.rig.clock.now(),
    });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        actions.put(TENANTS.acme, { CallbackName: `c${n}`, Url: server.url, EventTypes: ['*'] }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'ConflictException' });
    }
    expect((await act('acme/DescribeCallbacks', {})).body.Callbacks).toHaveLength(5);
    // Those that were refused or deleted are not counted any longer.
    await act('acme/DeleteCallback', { CallbackName: 'first' });
    await put('acme', { CallbackName: 'last' });
  });

  it('are counted for a minute when their request may have died before it ended', async () => {
    for (const CallbackName of ['a', 'b', 'c', 'd']) await put('acme', { CallbackName });
    await bench.registered.claim({ accountId: acme.accountId, tenantId: 'acme', callbackName: 'e' });
    const last = { CallbackName: 'f', Url: server.url, EventTypes: ['*'] };
    expect((await act('acme/PutCallback', last)).status).toBe(409);
    expect((await act('acme/PutCallback', { ...last, CallbackName: 'e' })).status).toBe(200);
    await act('acme/DeleteCallback', { CallbackName: 'e' });
    await bench.pass(MINUTE);
    expect((await act('acme/PutCallback', last)).status).toBe(200);
  });

  it('are five a tenant at most', async () => {
    for (const CallbackName of ['a', 'b', 'c', 'd', 'e']) await put('acme', { CallbackName });
    const sixth = { CallbackName: 'f', Url: server.url, EventTypes: ['*'] };
    expect(errorOf(await act('acme/PutCallback', sixth))).toMatchObject({
      status: 409,
      name: 'ConflictException',
    });
    // One of the five may still change.
    await put('acme', { CallbackName: 'e', EventTypes: ['message.sent'] });
  });
});

describe('while a table or the queue fails', () => {
  const refused = { kind: 'error', code: 'ValidationException', status: 400 } as const;
  const lost = { kind: 'reset', when: 'processed' } as const;
  const failed = { kind: 'error', code: 'InternalServerError', status: 500 } as const;
  const named = { CallbackName: 'orders' };
  const whole = () => ({ ...named, Url: server.url, EventTypes: ['*'] });

  it.each([
    ['DescribeCallbacks', 'Query', refused, 'The callbacks cannot be read at the moment.'],
    ['PutCallback', 'UpdateItem', refused, 'The callback could not be put. Nothing was changed.'],
    ['PutCallback', 'UpdateItem', lost, 'The callback could not be put. It may have been put all the same'],
    ['DeleteCallback', 'DeleteItem', refused, 'The callback could not be deleted. Nothing was changed.'],
    ['DeleteCallback', 'DeleteItem', failed, 'The callback could not be deleted. It may have been'],
    ['TestCallback', 'SendMessageBatch', refused, 'The test event could not be sent. Nothing was changed.'],
    ['RotateCallbackSecret', 'UpdateItem', refused, 'The secret could not be replaced. Nothing was changed.'],
    ['RotateCallbackSecret', 'UpdateItem', failed, 'The secret could not be replaced. It may have been'],
  ] as const)('%s says what failed: %s %j', async (action, operation, fault, message) => {
    await put('acme');
    const heal = bench.rig.faults.inject({ operation }, fault, 20);
    const input = { DescribeCallbacks: {}, PutCallback: whole() }[String(action)] ?? named;
    const answer = await act(`acme/${action}`, input);
    heal();
    expect(errorOf(answer)).toMatchObject({
      status: 502,
      name: 'UpstreamException',
      message: expect.stringContaining(message),
    });
  });
});

describe('an event', () => {
  it("reaches its tenant's callback, signed, with the message", async () => {
    const secret = await put('acme');
    await put('globex');
    const told = event();
    await tell(acme.accountId, told);
    expect(server.received).toHaveLength(1);
    const [received] = server.received as [ReceivedCallback];
    expect(received.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(verify(secret, received)).toEqual({
      type: 'message.delivered',
      timestamp: new Date(told.at).toISOString(),
      data: {
        TenantId: 'acme',
        EventType: 'TEXT_DELIVERED',
        Message: expect.objectContaining({
          MessageId: told.id,
          Status: 'DELIVERED',
          DestinationPhoneNumber: NUMBER,
          Price: 0.00581,
        }),
      },
    });
    expect(await described('acme')).toMatchObject({
      LastOutcomes: [{ Result: 'DELIVERED', HttpStatus: 200, Attempt: 1, EventType: 'message.delivered' }],
    });
    // The same event again is not new.
    await tell(acme.accountId, told);
    expect(server.received).toHaveLength(1);
  });

  it('that the router causes is one too: AWS accepted a message', async () => {
    const secret = await put('acme', { EventTypes: ['message.accepted'] });
    const text = { DestinationPhoneNumber: NUMBER, MessageBody: 'hello' };
    const sent = await act('acme/SendTextMessage', text);
    expect(sent.status).toBe(200);
    await expect.poll(() => bench.peek('callbacks').length).toBe(1);
    await bench.pass(1_000);
    await bench.work();
    expect(verify(secret, server.received[0] as ReceivedCallback)).toMatchObject({
      type: 'message.accepted',
      data: { Message: { MessageId: sent.body.MessageId, Status: 'ACCEPTED' } },
    });
  });

  it.each([
    ['message.sent', { type: 'TEXT_SENT', status: 'SENT', isFinal: false }],
    ['message.sent', { type: 'TEXT_SUCCESSFUL', status: 'SUCCESSFUL' }],
    ['message.delivered', { type: 'VOICE_COMPLETED', status: 'COMPLETED' }],
    ['message.failed', { type: 'TEXT_CARRIER_BLOCKED', status: 'CARRIER_BLOCKED' }],
    ['message.failed', { type: 'TEXT_UNKNOWN', status: 'UNKNOWN' }],
    ['message.inbound', { kind: 'inbound', type: 'MESSAGE_RECEIVED', status: 'RECEIVED' }],
    ['registration.updated', { kind: 'registration', type: 'REGISTRATION_COMPLETE', status: 'COMPLETE' }],
  ] as const)('is %s: %j', async (type, changes) => {
    await put('acme', { EventTypes: [type] });
    await tell(acme.accountId, event(changes));
    expect(server.received.map(({ body }) => JSON.parse(body).type)).toEqual([type]);
  });

  it('that no callback listens to, or that is an intermediate step, is not delivered', async () => {
    await put('acme', { EventTypes: ['message.failed'] });
    await tell(acme.accountId, event(), event({ type: 'TEXT_QUEUED', status: 'QUEUED', isFinal: false }));
    expect(bench.peek('callbacks')).toEqual([]);
    expect(server.received).toEqual([]);
  });

  it('leaves nothing personal in the queues, and is not delivered after the retention of its message', async () => {
    await put('acme');
    server.answer(500);
    await tell(acme.accountId, event({ at: bench.rig.clock.now() - 30 * 24 * HOUR + 15_000 }));
    expect(server.received).toHaveLength(1);
    const [waiting] = bench.peek('callbacks');
    expect(waiting?.body).toContain('message.delivered');
    expect(waiting?.body).not.toContain(NUMBER);
    await bench.pass(5_000);
    await bench.work();
    expect(server.received).toHaveLength(1);
  });

  it('is for the callback that there was when it happened, not for a later one of that name', async () => {
    await put('acme');
    await bench.pass(11_000);
    await bench.read(acme.accountId, event());
    await act('acme/DeleteCallback', { CallbackName: 'orders' });
    await put('acme');
    await bench.pass(1_000);
    await bench.work();
    expect(server.received).toEqual([]);
    expect(bench.counts.CallbacksDropped).toBeGreaterThan(0);
  });
});

describe('a test', () => {
  it('is delivered at once whatever the callback listens to, and its outcome is listed', async () => {
    const secret = await put('acme', { EventTypes: ['message.failed'] });
    const { body } = await act('acme/TestCallback', { CallbackName: 'orders' });
    await bench.work();
    const [received] = server.received as [ReceivedCallback];
    expect(received.headers['webhook-id']).toBe(body.EventId);
    expect(verify(secret, received)).toMatchObject({
      type: 'callback.test',
      data: { TenantId: 'acme', CallbackName: 'orders' },
    });
    expect((await described('acme')).LastOutcomes[0]).toMatchObject({ EventId: body.EventId });
    expect(errorOf(await act('acme/TestCallback', { CallbackName: 'other' })).status).toBe(404);
  });
});

it('notes the outcome of each of several deliveries that end at the same time', async () => {
  await put('acme');
  const callback = await bench.callbacks.get({ pk: acme.accountId, sk: 'acme#orders' });
  if (callback === undefined) throw new Error('The callback is not there.');
  const ids = ['evt_1', 'evt_2', 'evt_3'];
  await Promise.all(
    ids.map((eventId) =>
      bench.callbacks.record(callback, {
        eventId,
        eventType: 'message.delivered',
        at: bench.rig.clock.now(),
        attempt: 1,
        result: 'FAILED',
      }),
    ),
  );
  const { LastOutcomes } = await described('acme');
  expect(LastOutcomes.map(({ EventId }: { EventId: string }) => EventId).sort()).toEqual(ids);
});

describe('a new secret', () => {
  it('signs beside the one before for a day, and then alone', async () => {
    const first = await put('acme');
    const { body } = await act('acme/RotateCallbackSecret', { CallbackName: 'orders' });
    expect(body.SigningSecret).not.toBe(first);
    const test = async () => {
      await act('acme/TestCallback', { CallbackName: 'orders' });
      await bench.work();
      return server.received.at(-1) as ReceivedCallback;
    };
    const overlap = await test();
    verify(first, overlap);
    verify(body.SigningSecret, overlap);
    expect(await described('acme')).toMatchObject({
      PreviousSecretExpiresTimestamp: body.PreviousSecretExpiresTimestamp,
    });
    await bench.pass(24 * HOUR);
    const later = await test();
    verify(body.SigningSecret, later);
    expect(later.headers['webhook-signature']?.split(' ')).toHaveLength(1);
    expect(errorOf(await act('acme/RotateCallbackSecret', { CallbackName: 'other' })).status).toBe(404);
  });

  it('ends no other before its time, and is refused when that would be too many', async () => {
    const rotate = () => act('acme/RotateCallbackSecret', { CallbackName: 'orders' });
    const signatures = async () => {
      await act('acme/TestCallback', { CallbackName: 'orders' });
      await bench.work();
      return server.received.at(-1) as ReceivedCallback;
    };
    const secrets = [await put('acme')];
    for (let rotation = 1; rotation <= 3; rotation += 1) {
      secrets.push((await rotate()).body.SigningSecret);
      await bench.pass(HOUR);
    }
    const delivered = await signatures();
    for (const secret of secrets) verify(secret, delivered);
    expect(errorOf(await rotate())).toMatchObject({
      status: 409,
      name: 'ConflictException',
      message: expect.stringContaining(new Date(bench.rig.clock.now() + 21 * HOUR).toISOString()),
    });
    await bench.pass(21 * HOUR);
    expect((await rotate()).status).toBe(200);
    const afterwards = await signatures();
    expect(afterwards.headers['webhook-signature']?.split(' ')).toHaveLength(4);
    expect(() => verify(String(secrets[0]), afterwards)).toThrow();
    for (const secret of secrets.slice(1)) verify(secret, afterwards);
  });

  it("is given although the table's answer was lost, and is the only new one", async () => {
    const first = await put('acme');
    bench.rig.faults.inject({ operation: 'UpdateItem' }, { kind: 'reset', when: 'processed' });
    const { body } = await act('acme/RotateCallbackSecret', { CallbackName: 'orders' });
    await act('acme/TestCallback', { CallbackName: 'orders' });
    await bench.work();
    const received = server.received.at(-1) as ReceivedCallback;
    expect(received.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    verify(first, received);
    verify(body.SigningSecret, received);
  });

  it('is one of two at the same time, and both sign', async () => {
    await put('acme');
    const rotate = () => act('acme/RotateCallbackSecret', { CallbackName: 'orders' });
    const rotated = await Promise.all([rotate(), rotate()]);
    await act('acme/TestCallback', { CallbackName: 'orders' });
    await bench.work();
    const received = server.received.at(-1) as ReceivedCallback;
    for (const { body } of rotated) verify(body.SigningSecret, received);
  });
});

describe('a delivery that fails', () => {
  it('comes again with the same id on its schedule, is given up after the last attempt, and is redriven', async () => {
    const secret = await put('acme');
    server.answer(500);
    await tell(acme.accountId, event());
    for (const pause of PAUSES_MILLISECONDS) {
      const before = server.received.length;
      await bench.pass(pause - 1_000);
      await bench.release();
      await bench.work();
      expect(server.received).toHaveLength(before);
      await bench.pass(1_000);
      await bench.release();
      await bench.work();
      expect(server.received).toHaveLength(before + 1);
    }
    expect(server.received).toHaveLength(8);
    for (const received of server.received) verify(secret, received);
    expect(new Set(server.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    const times = server.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect((Math.max(...times) - Math.min(...times)) / 3_600).toBeCloseTo(27.58, 1);
    const [letter, ...others] = bench.peek('callbacks-dead');
    expect(others).toEqual([]);
    expect(letter?.attributes).toMatchObject({ explanation: { stringValue: 'Every attempt failed.' } });

    server.answer(200);
    await bench.redrive();
    await bench.pass(1_000);
    await bench.work();
    expect(server.received).toHaveLength(9);
    expect(server.received[8]?.headers['webhook-id']).toBe(server.received[0]?.headers['webhook-id']);
    expect(bench.peek('callbacks-dead')).toEqual([]);
  });

  it('ten times in a row opens the breaker: all others wait, one probe a minute is sent, a success releases all', async () => {
    await put('acme');
    await put('globex');
    server.answer(503);
    await tell(acme.accountId, ...Array.from({ length: 10 }, () => event()));
    expect(server.received).toHaveLength(10);
    expect(await described('acme')).toMatchObject({ Breaker: 'OPEN', FailuresInARow: 10 });
    expect(bench.counts.CallbackBreakersOpened).toBe(1);

    await tell(acme.accountId, ...Array.from({ length: 20 }, () => event()));
    await bench.pass(6_000);
    await bench.work();
    expect(server.received).toHaveLength(10);
    expect(bench.peek('callbacks')).toEqual([]);

    await bench.pass(MINUTE);
    await bench.release();
    await bench.release();
    await bench.work();
    expect(server.received).toHaveLength(11);
    await bench.release();
    await bench.work();
    expect(server.received).toHaveLength(11);

    // Another tenant's is not held up by it.
    server.answer(200);
    await tell(globex.accountId, event());
    expect(server.received).toHaveLength(12);

    await bench.pass(MINUTE);
    await bench.release();
    await bench.work();
    expect(await described('acme')).toMatchObject({ Breaker: 'CLOSED', FailuresInARow: 0 });
    await bench.pass(MINUTE);
    await bench.release();
    await bench.work();
    await bench.pass(5 * MINUTE);
    await bench.release();
    await bench.work();
    const ids = server.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(31);
  });

  it('waits no longer than its time for a breaker', async () => {
    await put('acme');
    server.answer(503);
    await tell(acme.accountId, ...Array.from({ length: 10 }, () => event()));
    await tell(acme.accountId, event());
    const before = bench.peek('callbacks-dead').length;
    await bench.pass(28 * HOUR + MINUTE);
    await bench.work();
    await bench.release();
    const letters = bench.peek('callbacks-dead').slice(before);
    expect(letters.length).toBe(11);
    for (const { attributes } of letters) {
      expect(attributes).toMatchObject({
        explanation: { stringValue: 'It waited for the breaker of its callback until its time was over.' },
      });
    }
  });
});
