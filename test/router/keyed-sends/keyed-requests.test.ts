import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from '../rig.ts';
import { createRig } from '../rig.ts';
import type { Answer, TestRouter } from '../test-router.ts';
import { errorOf } from '../test-router.ts';

const SEND = { DestinationPhoneNumber: '+14254147755', MessageBody: 'hello' };
const SEND_REORDERED = { MessageBody: 'hello', DestinationPhoneNumber: '+14254147755', Context: null };
const DAY_MILLISECONDS = 24 * 3_600_000;

let rig: Rig;
let router: TestRouter;
let keys = 0;
let key: string;

beforeAll(async () => {
  rig = await createRig();
  router = rig.startRouter();
});
afterAll(() => rig.stop());
beforeEach(() => {
  keys += 1;
  key = `key-${keys}`;
  rig.faults.clear();
});

function send(
  body: unknown = SEND,
  { idempotencyKey = key, ...options } = {} as SendOptions,
): Promise<Answer> {
  const { tenant = 'acme', action = 'SendTextMessage', by = router, ...event } = options;
  return by.post(`/${tenant}/${action}`, body, { headers: { 'Idempotency-Key': idempotencyKey }, ...event });
}

interface SendOptions {
  readonly idempotencyKey?: string;
  readonly tenant?: string;
  readonly action?: string;
  readonly by?: TestRouter;
  readonly clientId?: string;
}

const sent = () => rig.aws.outbox.messages().length;

describe('a request with an Idempotency-Key', () => {
  it('is answered a second time as it was at first, and sends once', async () => {
    const before = sent();
    const first = await send();
    const second = await send(SEND_REORDERED);
    expect(first).toMatchObject({ status: 200, body: { MessageId: expect.any(String) } });
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(second).toMatchObject({ status: 200, body: first.body });
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      'content-type': 'application/json',
    });
    expect(sent() - before).toBe(1);
    expect(router.log().slice(-2)).toMatchObject([
      { idempotencyKey: 'settled' },
      { idempotencyKey: 'replayed' },
    ]);
  });

  it('is refused with another body', async () => {
    await send();
    expect(errorOf(await send({ ...SEND, MessageBody: 'other' }))).toMatchObject({
      status: 422,
      name: 'IdempotencyKeyReuseException',
    });
  });

  it('is its own in each tenant', async () => {
    const before = sent();
    const [acme, globex] = [await send(), await send(SEND, { tenant: 'globex' })];
    expect(globex.body.MessageId).not.toBe(acme.body.MessageId);
    expect(sent() - before).toBe(2);
  });

  it('sends once of a hundred at the same time, through two functions', async () => {
    const before = sent();
    const other = rig.startRouter();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => send(SEND, { by: n % 2 ? router : other })),
    );
    const last = await send();
    const ids = [...answers, last].flatMap(({ status, body }) => (status === 200 ? [body.MessageId] : []));
    const refused = answers.filter(({ status }) => status !== 200).map((answer) => errorOf(answer).name);
    expect(sent() - before).toBe(1);
    expect(new Set(ids).size).toBe(1);
    // On a busy machine the table may keep some waiting for too long; they have sent nothing.
    const names = new Set(['RequestInProgressException', 'IdempotencyStoreException']);
    expect(refused.filter((name) => !names.has(name ?? ''))).toEqual([]);
  });

  it('says how soon to ask again while the first one runs', async () => {
    const other = rig.startRouter();
    rig.faults.inject({ operation: 'SendTextMessage' }, { kind: 'delay', milliseconds: 1_000 });
    const claims = rig.calls.count({ operation: 'PutItem' });
    const first = send();
    await expect.poll(() => rig.calls.count({ operation: 'PutItem' })).toBe(claims + 1);
    const second = await send(SEND, { by: other });
    expect(errorOf(second)).toMatchObject({ status: 409, name: 'RequestInProgressException' });
    expect(second.headers).toMatchObject({ 'retry-after': '1' });
    const lines = router.lines.length;
    await expect.poll(() => rig.clock.advance(1_000).then(() => router.lines.length)).toBe(lines + 1);
    expect(await first).toMatchObject({ status: 200 });
  });

  it('is forgotten after a day', async () => {
    const first = await send();
    await rig.clock.advance(DAY_MILLISECONDS - 1_000);
    expect((await send()).body).toEqual(first.body);
    await rig.clock.advance(2_000);
    expect((await send()).body.MessageId).not.toBe(first.body.MessageId);
  });

  it.each(['ValidationException', 'ThrottlingException', 'ConflictException'])(
    'is free again after AWS refused with %s',
    async (code) => {
      rig.faults.inject({ operation: 'SendTextMessage' }, { kind: 'error', code, status: 400 }, 3);
      const before = sent();
      expect((await send()).status).toBeGreaterThanOrEqual(400);
      rig.faults.clear();
      expect(await send()).toMatchObject({ status: 200 });
      expect(sent() - before).toBe(1);
    },
  );

  it.each([
    ['the connection was cut after AWS acted', { kind: 'reset', when: 'processed' }, 1],
    ['AWS failed', { kind: 'error', code: 'InternalServerException', status: 500 }, 0],
  ] as const)('is spent after %s', async (_, fault, messages) => {
    rig.faults.inject({ operation: 'SendTextMessage' }, fault);
    const before = sent();
    const first = await send();
    expect(first.status).toBe(502);
    for (const again of [await send(), await send()]) {
      expect(errorOf(again)).toMatchObject({ status: 409, name: 'OutcomeUnknownException' });
      expect(again.body.error.message).toContain(first.body.requestId);
    }
    expect(sent() - before).toBe(messages);
    expect(await send(SEND, { idempotencyKey: `${key}-new` })).toMatchObject({ status: 200 });
  });

  it('sends nothing while its table does not answer', async () => {
    const before = sent();
    rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'InternalServerError', status: 500 },
      10,
    );
    expect(errorOf(await send())).toMatchObject({ status: 502, name: 'IdempotencyStoreException' });
    expect(sent() - before).toBe(0);
  });

  it('holds its own key when only the answer to the claim got lost', async () => {
    rig.faults.inject({ service: 'dynamodb', operation: 'PutItem' }, { kind: 'reset', when: 'processed' });
    expect(await send()).toMatchObject({ status: 200 });
  });

  it('is answered although the answer could not be noted; the key then counts as spent', async () => {
    const before = sent();
    rig.faults.inject({ operation: 'SendTextMessage' }, { kind: 'delay', milliseconds: 1_000 });
    const lines = router.lines.length;
    const claims = rig.calls.count({ operation: 'PutItem' });
    const answer = send();
    await expect.poll(() => rig.calls.count({ operation: 'PutItem' })).toBe(claims + 1);
    const heal = rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'InternalServerError', status: 500 },
      10,
    );
    await expect.poll(() => rig.clock.advance(1_000).then(() => router.lines.length)).toBe(lines + 1);
    expect(await answer).toMatchObject({ status: 200 });
    heal();
    expect(router.log().at(-1)).toMatchObject({ status: 200, idempotencyKey: 'not settled' });
    expect(errorOf(await send())).toMatchObject({ name: 'RequestInProgressException' });
    await rig.clock.advance(60_000);
    expect(errorOf(await send())).toMatchObject({ name: 'OutcomeUnknownException' });
    expect(sent() - before).toBe(1);
  });

  it.each([
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
    ['a space', 'a b'],
  ])('is refused when the header has %s', async (_, idempotencyKey) => {
    expect(errorOf(await send(SEND, { idempotencyKey }))).toMatchObject({
      status: 400,
      name: 'ValidationException',
      message: expect.stringContaining('Idempotency-Key'),
    });
  });
});

describe('an operation with a ClientToken', () => {
  const POOLS = { action: 'CreateOptOutList' };

  it('gets the same token for the same key and body, so an unclear outcome can be tried again', async () => {
    rig.faults.inject({ operation: 'CreateOptOutList' }, { kind: 'reset', when: 'processed' }, 5);
    expect((await send({ OptOutListName: key }, POOLS)).status).toBe(502);
    rig.faults.clear();
    expect(await send({ OptOutListName: key }, POOLS)).toMatchObject({
      status: 200,
      body: { OptOutListName: key },
    });
    expect(errorOf(await send({ OptOutListName: 'other' }, POOLS))).toMatchObject({ status: 422 });
  });
});

it('writes and reads nothing for reads, and for requests without the header', async () => {
  await router.post('/acme/SendTextMessage', SEND);
  rig.calls.clear();
  await router.post('/acme/SendTextMessage', SEND);
  await send({}, { action: 'DescribePools' });
  expect(rig.calls.matching({ service: 'dynamodb' })).toEqual([]);
});
