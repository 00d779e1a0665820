import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../test-router.ts';
import { createMessagesBench, type MessagesBench, NUMBER } from './messages-bench.ts';

const { acme, globex } = LOCAL_ACCOUNTS;
const DAY = 86_400_000;

let bench: MessagesBench;

beforeAll(async () => {
  bench = await createMessagesBench();
});
afterAll(() => bench.stop());

describe('a message that was sent', () => {
  it('is known at once as ACCEPTED, by the one tenant', async () => {
    const MessageId = await bench.send();
    await bench.recorded(MessageId);
    const at = new Date(bench.rig.clock.now()).toISOString();
    expect(await bench.statusOf(MessageId)).toEqual({
      MessageId,
      Direction: 'OUTBOUND',
      Channel: 'TEXT',
      Status: 'ACCEPTED',
      IsFinal: false,
      DestinationPhoneNumber: NUMBER,
      RequestedTimestamp: at,
      UpdatedTimestamp: at,
      Context: { order: 'order-4711' },
      Events: [{ EventType: 'MESSAGE_ACCEPTED', Timestamp: at }],
    });
    expect(await bench.statusOf(MessageId, 'globex')).toBeUndefined();
    const line = bench.router.log().find(({ action }) => action === 'SendTextMessage');
    expect(line).toMatchObject({ MessagesAccepted: 1 });
  });

  it('has the status of its events, in whatever order they come', async () => {
    const MessageId = await bench.send();
    await bench.deliver(
      bench.keyOf(acme),
      bench.status(MessageId, 'TEXT_DELIVERED', 1500),
      bench.status(MessageId, 'TEXT_SENT', 200),
    );
    expect(await bench.statusOf(MessageId)).toMatchObject({
      Status: 'DELIVERED',
      StatusDescription: 'Message has been accepted by phone',
      IsFinal: true,
      OriginationIdentity: '+12065550142',
      Parts: 1,
      Price: 0.00581,
      CarrierFee: 0.0031,
      IsoCountryCode: 'US',
      CarrierName: 'Example Mobile',
      Events: [
        { EventType: 'MESSAGE_ACCEPTED' },
        { EventType: 'TEXT_SENT' },
        { EventType: 'TEXT_DELIVERED' },
      ],
    });
  });

  it('is one message when its event overtakes the answer to the send', async () => {
    await bench.deliver(
      bench.keyOf(acme),
      bench.status('m-overtaken', 'TEXT_DELIVERED', 10, { context: undefined }),
    );
    const call = {
      action: 'SendTextMessage',
      input: { Context: { order: 'order-4711' } },
      output: { MessageId: 'm-overtaken' },
    } as const;
    const outcome = await bench.messages.recordAccepted(acme.accountId, {
      ...call,
      requestedAt: bench.rig.clock.now() - 5,
    });
    expect(['recorded', 'late']).toContain(outcome);
    await expect
      .poll(() => bench.statusOf('m-overtaken'))
      .toMatchObject({
        Status: 'DELIVERED',
        Context: { order: 'order-4711' },
        RequestedTimestamp: new Date(bench.rig.clock.now() - 5).toISOString(),
        Events: [{ EventType: 'MESSAGE_ACCEPTED' }, { EventType: 'TEXT_DELIVERED' }],
      });
  });

  it('is not recorded for a dry run, which sends nothing', async () => {
    const MessageId = await bench.send('acme', { DryRun: true });
    expect(await bench.statusOf(MessageId)).toBeUndefined();
  });
});

describe('a send', () => {
  it('does not fail, nor wait, for a table that does', async () => {
    bench.rig.calls.clear();
    bench.rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
    );
    const MessageId = await bench.send();
    expect(bench.router.log().at(-1)).toMatchObject({
      status: 200,
      // A slow machine may not have heard of the failure by then.
      MessagesUnrecorded: 1,
    });
    const refused = { operation: 'PutItem', errorCode: 'ValidationException' };
    await expect.poll(() => bench.rig.calls.count(refused), { timeout: 5000 }).toBe(1);
    expect(await bench.statusOf(MessageId)).toBeUndefined();

    bench.rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'delay', milliseconds: 400 },
    );
    const late = await bench.send();
    expect(bench.router.log().at(-1)).toMatchObject({ status: 200, messageRecord: 'late' });
    const statusLater = async () => {
      // The write may still be on its way to the table.
      await bench.rig.clock.advance(400);
      return await bench.statusOf(late);
    };
    await expect.poll(statusLater, { timeout: 5000 }).toMatchObject({ Status: 'ACCEPTED' });
  });
});

describe('a list of messages', () => {
  const start = () => bench.rig.clock.now();
  const ids = (Messages: Record<string, unknown>[]) => Messages.map(({ MessageId }) => MessageId);

  it('is newest first, in pages that have each message once', async () => {
    await bench.rig.clock.advance(60_000);
    const StartTime = new Date(start()).toISOString();
    const expected = Array.from({ length: 37 }, (_, index) => `m-list-${index}`);
    const requested = (index: number) => ({
      messageRequestTimestamp: bench.rig.clock.now() + Math.floor(index / 2),
    });
    await bench.deliver(
      bench.keyOf(acme),
      ...expected.map((id, index) => bench.status(id, 'TEXT_SENT', 1000, requested(index))),
    );
    const pages: string[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await bench.describeMessages({ StartTime, MaxResults: 10, NextToken });
      pages.push(ids(page.Messages) as string[]);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 10, 7]);
    expect(pages.flat().sort()).toEqual([...expected].sort());
    const all = (await bench.describeMessages({ StartTime, MaxResults: 100 })).Messages;
    expect(ids(all)).toEqual(pages.flat());
    const times = all.map(({ RequestedTimestamp }) => String(RequestedTimestamp));
    expect(times).toEqual([...times].sort().reverse());
  });

  it('is of a time, a number and statuses', async () => {
    await bench.rig.clock.advance(60_000);
    const at = bench.rig.clock.now();
    const to = { destinationPhoneNumber: '+14254147167' };
    await bench.deliver(
      bench.keyOf(globex),
      bench.status('m-a', 'TEXT_DELIVERED', 9, { messageRequestTimestamp: at }),
      bench.status('m-b', 'TEXT_SENT', 9, { messageRequestTimestamp: at + 1, ...to }),
      bench.status('m-c', 'TEXT_INVALID', 9, { messageRequestTimestamp: at + 2, ...to }),
    );
    const list = async (input: object) =>
      ids(
        (await bench.describeMessages({ StartTime: new Date(at).toISOString(), ...input }, 'globex'))
          .Messages,
      );
    expect(await list({})).toEqual(['m-c', 'm-b', 'm-a']);
    expect(await list({ EndTime: new Date(at + 2).toISOString() })).toEqual(['m-b', 'm-a']);
    expect(await list({ StartTime: new Date(at + 1).toISOString() })).toEqual(['m-c', 'm-b']);
    expect(await list({ DestinationPhoneNumber: '+14254147167' })).toEqual(['m-c', 'm-b']);
    expect(await list({ DestinationPhoneNumber: '+14254147167', Statuses: ['SENT'] })).toEqual(['m-b']);
    expect(await list({ Statuses: ['DELIVERED', 'INVALID'] })).toEqual(['m-c', 'm-a']);
    expect(await list({ Direction: 'INBOUND' })).toEqual([]);
  });

  it('is of a number in the form in which it was sent to, or of a short code', async () => {
    for (const DestinationPhoneNumber of ['14254147755', '12345']) {
      expect(await bench.describeMessages({ DestinationPhoneNumber })).toEqual({ Messages: [] });
    }
  });

  it("continues at a token, only in the caller's account", async () => {
    const { NextToken } = await bench.describeMessages({ MaxResults: 2 });
    expect(NextToken).toEqual(expect.any(String));
    const { Messages } = await bench.describeMessages({ NextToken, MaxResults: 100 }, 'globex');
    const own = (await bench.describeMessages({ MaxResults: 100 }, 'globex')).Messages;
    for (const id of ids(Messages)) expect(ids(own)).toContain(id);
  });

  it.each([
    ['an unknown member', { MessageId: 'm' }, 'MessageId'],
    ['ids that are none', { MessageIds: 'm' }, 'MessageIds'],
    ['26 ids', { MessageIds: Array(26).fill('m') }, 'MessageIds'],
    ['no id', { MessageIds: [] }, 'MessageIds'],
    ['an empty id', { MessageIds: [''] }, 'MessageIds[0]'],
    ['ids together with a filter', { MessageIds: ['m'], Statuses: ['SENT'] }, 'Statuses'],
    ['another direction', { Direction: 'SIDEWAYS' }, 'Direction'],
    ['too many results', { MaxResults: 101 }, 'MaxResults'],
    ['half a result', { MaxResults: 1.5 }, 'MaxResults', 'must be a whole number from 1 to 100'],
    [
      'text for a number',
      { DestinationPhoneNumber: 'abc' },
      'DestinationPhoneNumber',
      'must be a phone number',
    ],
    ['a number with spaces', { DestinationPhoneNumber: '+1 425 414 7755' }, 'DestinationPhoneNumber'],
    ['a time without a zone', { StartTime: '2026-11-26T10:00:00' }, 'StartTime'],
    [
      'an end before the start',
      { StartTime: '2026-11-26T10:00:00Z', EndTime: '2026-11-26T09:00:00Z' },
      'StartTime',
    ],
    ['a token that is none', { NextToken: 'bm9uZQ' }, 'NextToken'],
  ])('is refused with %s', async (_title, input, path, message = '') => {
    const answer = await bench.router.post('/acme/DescribeMessages', input);
    expect(errorOf(answer)).toMatchObject({
      status: 400,
      name: 'ValidationException',
      problems: [{ path, message: expect.stringContaining(message) }],
    });
  });

  it('is a 502 while the table cannot be read', async () => {
    bench.rig.faults.inject(
      { service: 'dynamodb', operation: 'BatchGetItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
    );
    const answer = await bench.router.post('/acme/DescribeMessages', { MessageIds: ['m'] });
    expect(errorOf(answer)).toMatchObject({ status: 502, name: 'UpstreamException' });
  });
});

describe('a deployment without a table of messages', () => {
  it('does not offer the action, and sends as ever', async () => {
    const without = bench.rig.startRouter();
    expect(errorOf(await without.post('/acme/DescribeMessages', {}))).toMatchObject({
      name: 'InvalidActionException',
    });
    const sent = await without.post('/acme/SendTextMessage', {
      DestinationPhoneNumber: NUMBER,
      MessageBody: 'hello',
    });
    expect(sent.status).toBe(200);
    expect(without.log().at(-1)).not.toHaveProperty('messageRecord');
  });
});

describe('after the retention', () => {
  it('nothing of a message is seen, and its late events write nothing', async () => {
    const MessageId = await bench.send();
    await bench.recorded(MessageId);
    await bench.rig.clock.advance(30 * DAY - 1000);
    expect(await bench.statusOf(MessageId)).toMatchObject({ Status: 'ACCEPTED' });
    const late = bench.status(MessageId, 'TEXT_DELIVERED', 5, {
      messageRequestTimestamp: bench.rig.clock.now() - 30 * DAY,
    });
    await bench.rig.clock.advance(1000);
    expect(await bench.statusOf(MessageId)).toBeUndefined();
    expect((await bench.describeMessages({})).Messages).toEqual([]);
    bench.rig.calls.clear();
    expect(await bench.deliver(bench.keyOf(acme), late)).toEqual([]);
    expect(bench.rig.calls.count({ operation: 'PutItem' })).toBe(0);
  });
});

describe('the log', () => {
  it('has no number, no body and no context', () => {
    const text = bench.router.lines.join('\n');
    for (const personal of [NUMBER, 'order-4711', 'the secret is', '+12065550142', 'JOIN'])
      expect(text).not.toContain(personal);
  });
});
