import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TenantRecord } from '../../../../registrar/contract/tenant-record.ts';
import { standingOf } from '../../../../router/messages/callbacks/flow/standing.ts';
import { type CallbackServer, startCallbackServer } from '../../../support/callback-server.ts';
import { TENANTS } from '../../rig.ts';
import { tenantRecord } from '../../tenant.ts';
import { errorOf } from '../../test-router.ts';
import { type CallbacksBench, createCallbacksBench } from './callbacks-bench.ts';

const { acme, globex } = LOCAL_ACCOUNTS;
const HOUR = 3_600_000;
/** A second name of acme's account. */
const EUROPE = tenantRecord({ pk: 'acme-europe', accountId: acme.accountId, region: acme.region });

let bench: CallbacksBench;
let server: CallbackServer;
beforeAll(async () => {
  bench = await createCallbacksBench();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  server = await startCallbackServer();
  await registered({}, EUROPE);
  await registered({});
});
afterEach(async () => {
  await registered({}, EUROPE);
  await registered({});
  await act('acme/DeleteCallback', { CallbackName: 'orders' });
  await act('acme-europe/DeleteCallback', { CallbackName: 'orders' });
  await server.stop();
});

/** Until routers and deliverers know it. */
async function registered(changes: Partial<TenantRecord>, record: TenantRecord = TENANTS.acme) {
  await bench.rig.putTenant({ ...record, ...changes });
  await bench.pass(31_000);
}

function act(path: string, body: object) {
  return bench.router.post(`/${path}`, body);
}

async function put(tenant = 'acme', path = ''): Promise<string> {
  const input = { CallbackName: 'orders', Url: `${server.url}${path}`, EventTypes: ['*'] };
  const { status, body } = await act(`${tenant}/PutCallback`, input);
  expect(status).toBe(200);
  await bench.pass(11_000);
  return body.SigningSecret;
}

let ids = 0;
async function tell(): Promise<void> {
  ids += 1;
  await bench.read(acme.accountId, {
    kind: 'outbound',
    id: `message-${ids}`,
    type: 'TEXT_DELIVERED',
    at: bench.rig.clock.now(),
    status: 'DELIVERED',
    isFinal: true,
    facts: { channel: 'TEXT' },
  });
  await bench.pass(1_000);
  await bench.work();
}

async function release(): Promise<void> {
  await bench.release();
  await bench.work();
}

const letters = () => bench.peek('callbacks-dead');
async function discardLetters(): Promise<void> {
  await bench.redrive();
  await release();
}

describe('what a tenant lets its callbacks do', () => {
  const record = TENANTS.acme;
  it.each([
    ['active', record],
    ['active', { ...record, status: 'active' }],
    ['resting', { ...record, status: 'suspended' }],
    ['resting', { ...record, status: 'Suspended' }],
    ['gone', { ...record, registration: 'Deregistered' }],
    ['gone', { ...record, registration: 'Deregistered', status: 'suspended' }],
    ['gone', { ...record, registration: 'Withdrawn' }],
    ['gone', { ...record, registration: 'Pending' }],
    ['gone', { ...record, accountId: globex.accountId }],
    ['gone', { pk: 'acme', reservedFor: acme.accountId }],
    ['gone', undefined],
  ])('is %s: %j', (standing, item) => {
    expect(standingOf(item, acme.accountId)).toBe(standing);
  });
});

describe('while a tenant is suspended', () => {
  it('its deliveries rest, count as no failures, and go on when it is active again', async () => {
    await put();
    await registered({ status: 'suspended' });
    await tell();
    await release();
    expect(server.received).toEqual([]);
    expect(bench.peek('callbacks')).toEqual([]);

    await bench.pass(20 * HOUR);
    await release();
    expect(server.received).toEqual([]);
    expect(letters()).toEqual([]);
    await registered({});
    await release();
    expect(server.received).toHaveLength(1);
    expect((await act('acme/DescribeCallbacks', {})).body.Callbacks).toMatchObject([
      { FailuresInARow: 0, LastOutcomes: [{ Result: 'DELIVERED', Attempt: 1 }] },
    ]);
  });

  it('a delivery that has failed before rests between its attempts, and has the others left', async () => {
    await put();
    server.answer(500);
    await tell();
    expect(server.received).toHaveLength(1);
    await registered({ status: 'suspended' });
    await bench.work();
    await bench.pass(5 * HOUR);
    await release();
    expect(server.received).toHaveLength(1);

    server.answer(200);
    await registered({});
    await release();
    expect(server.received).toHaveLength(2);
    expect((await act('acme/DescribeCallbacks', {})).body.Callbacks).toMatchObject([
      { LastOutcomes: [{ Attempt: 2 }, { Attempt: 1 }] },
    ]);
  });

  it('for longer than a delivery may wait, it ends in the dead-letter queue, to be redriven afterwards', async () => {
    await put();
    await registered({ status: 'suspended' });
    await tell();
    await bench.pass(28 * HOUR);
    await release();
    expect(server.received).toEqual([]);
    expect(letters()).toMatchObject([
      {
        attributes: { explanation: { stringValue: 'Its tenant was suspended until its time was over.' } },
      },
    ]);
    await registered({});
    await bench.redrive();
    await bench.work();
    expect(server.received).toHaveLength(1);
  });
});

describe('once a tenant has left', () => {
  it('nothing goes to its URLs: not what is on its way, not what waits, not what happens later', async () => {
    await put();
    server.answer(500);
    await tell();
    await bench.pass(5_000);
    await bench.work();
    await tell();
    const before = server.received.length;
    server.answer(200);
    const dropped = bench.counts.CallbacksDropped ?? 0;
    await registered({ registration: 'Deregistered' });
    await bench.work();
    await tell();
    await bench.pass(HOUR);
    await release();
    expect(server.received).toHaveLength(before);
    expect((bench.counts.CallbacksDropped ?? 0) - dropped).toBe(3);

    // No delivery is left that the callback would get when the tenant returns.
    await registered({});
    await release();
    expect(server.received).toHaveLength(before);
    await tell();
    expect(server.received).toHaveLength(before + 1);
    await discardLetters();
  });
});

describe('two names of one account', () => {
  it('have callbacks, URLs and secrets of their own, and both are told', async () => {
    const secret = await put('acme', '/one');
    const other = await put('acme-europe', '/two');
    expect(other).toMatch(/^whsec_/);
    expect(other).not.toBe(secret);
    await tell();
    const told = server.received.map(({ body }) => JSON.parse(body).data.TenantId);
    expect(told.sort()).toEqual(['acme', 'acme-europe']);
    const urls = async (tenant: string) =>
      (await act(`${tenant}/DescribeCallbacks`, {})).body.Callbacks.map(({ Url }: { Url: string }) => Url);
    expect(await urls('acme')).toEqual([`${server.url}/one`]);
    expect(await urls('acme-europe')).toEqual([`${server.url}/two`]);
  });

  it.each(['DeleteCallback', 'RotateCallbackSecret', 'TestCallback'])(
    'are out of the reach of each other: %s',
    async (action) => {
      await put('acme');
      expect(errorOf(await act(`acme-europe/${action}`, { CallbackName: 'orders' }))).toMatchObject({
        status: 404,
        name: 'ResourceNotFoundException',
      });
    },
  );

  it('are told as long as each is registered', async () => {
    await put('acme');
    await put('acme-europe');
    await registered({ registration: 'Deregistered' });
    await tell();
    expect(server.received.map(({ body }) => JSON.parse(body).data.TenantId)).toEqual(['acme-europe']);
  });
});

it('the next account of a name has none of the callbacks of the one before', async () => {
  await put();
  await registered({ accountId: globex.accountId });
  expect((await act('acme/DescribeCallbacks', {})).body).toEqual({ Callbacks: [] });
  await tell();
  expect(server.received).toEqual([]);
});
