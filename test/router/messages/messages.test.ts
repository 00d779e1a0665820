import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { createMessages, type Messages } from '../../../router/messages/messages.ts';
import { replayMessage } from '../../../router/messages/operator/replay-message.ts';
import { createReader } from '../../../router/messages/reader.ts';
import { createFoldIntoTable } from '../../../router/messages/table/fold-into-table.ts';
import { createMessagesTable } from '../../support/messages-table.ts';
import { createRig, type Rig } from '../rig.ts';
import { errorOf, type TestRouter } from '../test-router.ts';
import { busEvent, inboundRecord, notification, statusRecord } from './events.ts';

const { management, acme, globex } = LOCAL_ACCOUNTS;
const BUCKET = 'pinpoint-event-stream-data-111111111111-us-east-1';
const NUMBER = '+14254147755';
const DAY = 86_400_000;

let rig: Rig;
let router: TestRouter;
let dynamoDb: DynamoDBClient;
/** The objects of the event bucket. */
const objects = new Map<string, string>();
let counts: Record<string, number> = {};
const failures: unknown[] = [];
let read: ReturnType<typeof createReader>;
/** The types of the events that callbacks would be told of. */
const announced: string[] = [];
let messages: Messages;

beforeAll(async () => {
  rig = await createRig();
  const { accessKeyId, secretAccessKey, region } = management;
  dynamoDb = new DynamoDBClient({
    endpoint: rig.aws.url,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  await createMessagesTable(dynamoDb);
  const table = `arn:aws:dynamodb:${region}:${management.accountId}:table/${MESSAGES_TABLE_NAME}`;
  rig.iam.putRolePolicy(rig.routerRole.arn, 'messages', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: ['dynamodb:PutItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      Resource: [table, `${table}/index/*`],
    },
  });
  router = rig.startRouter({ environment: { MESSAGES_TABLE: MESSAGES_TABLE_NAME } });
  const now = () => rig.clock.now();
  const client = DynamoDBDocumentClient.from(dynamoDb);
  const options = { client, tableName: MESSAGES_TABLE_NAME, retentionDays: 30, now };
  messages = createMessages(options);
  read = createReader({
    bucketName: BUCKET,
    async openObject(key) {
      const text = objects.get(key);
      if (text === undefined) throw new Error('NoSuchKey');
      return (async function* () {
        yield Buffer.from(text);
      })();
    },
    foldIntoTable: createFoldIntoTable({
      ...options,
      announce: async ({ news }) => void announced.push(...news.map(({ type }) => type)),
    }),
    report: {
      count(metric, occurrences = 1) {
        counts[metric] = (counts[metric] ?? 0) + occurrences;
      },
      failure: (_messageId, error) => failures.push(error),
    },
    now,
  });
});
afterAll(async () => {
  dynamoDb.destroy();
  await rig.stop();
});

/** Puts an object into the bucket and has the reader told of it. */
async function deliver(key: string, ...records: readonly object[]): Promise<readonly string[]> {
  objects.set(key, records.map((record) => JSON.stringify(record)).join('\n'));
  return await tell(notification(BUCKET, key));
}

async function tell(...messages: readonly object[]): Promise<readonly string[]> {
  counts = {};
  return await read(
    messages.map((message, index) => ({ messageId: `q-${index}`, body: JSON.stringify(message) })),
  );
}

let keys = 0;
function keyOf({ accountId }: { accountId: string }): string {
  keys += 1;
  return `accountId=${accountId}/date=2026-11-26/PinpointEvents-1-2026-11-26-10-00-00-${keys}`;
}

/** A status of a message, some time after now. */
function status(messageId: string, eventType: string, after = 0, changes: object = {}) {
  const eventTimestamp = rig.clock.now() + after;
  const isFinal = !eventType.endsWith('SENT');
  return statusRecord({
    messageId,
    eventType,
    eventTimestamp,
    isFinal,
    messageRequestTimestamp: rig.clock.now(),
    ...changes,
  });
}

async function send(tenant = 'acme', changes: object = {}): Promise<string> {
  const answer = await router.post(`/${tenant}/SendTextMessage`, {
    DestinationPhoneNumber: NUMBER,
    MessageBody: 'the secret is 1234',
    Context: { order: '4711' },
    ...changes,
  });
  expect(answer.status).toBe(200);
  return answer.body.MessageId;
}

/** The machine of a test may be slower than the router waits. */
async function recorded(messageId: string): Promise<void> {
  await expect.poll(() => statusOf(messageId)).toBeDefined();
}

async function describeMessages(input: object = {}, tenant = 'acme') {
  const answer = await router.post(`/${tenant}/DescribeMessages`, input);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body as { Messages: Record<string, unknown>[]; NextToken?: string };
}

async function statusOf(messageId: string, tenant = 'acme') {
  const { Messages } = await describeMessages({ MessageIds: [messageId] }, tenant);
  return Messages[0];
}

describe('a message that was sent', () => {
  it('is known at once as ACCEPTED, by the one tenant', async () => {
    const MessageId = await send();
    await recorded(MessageId);
    const at = new Date(rig.clock.now()).toISOString();
    expect(await statusOf(MessageId)).toEqual({
      MessageId,
      Direction: 'OUTBOUND',
      Channel: 'TEXT',
      Status: 'ACCEPTED',
      IsFinal: false,
      DestinationPhoneNumber: NUMBER,
      RequestedTimestamp: at,
      UpdatedTimestamp: at,
      Context: { order: '4711' },
      Events: [{ EventType: 'MESSAGE_ACCEPTED', Timestamp: at }],
    });
    expect(await statusOf(MessageId, 'globex')).toBeUndefined();
    const line = router.log().find(({ action }) => action === 'SendTextMessage');
    expect(line).toMatchObject({ MessagesAccepted: 1 });
  });

  it('has the status of its events, in whatever order they come', async () => {
    const MessageId = await send();
    await deliver(
      keyOf(acme),
      status(MessageId, 'TEXT_DELIVERED', 1500),
      status(MessageId, 'TEXT_SENT', 200),
    );
    expect(await statusOf(MessageId)).toMatchObject({
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
    await deliver(keyOf(acme), status('m-overtaken', 'TEXT_DELIVERED', 10, { context: undefined }));
    const call = {
      action: 'SendTextMessage',
      input: { Context: { order: '4711' } },
      output: { MessageId: 'm-overtaken' },
    } as const;
    const outcome = await messages.recordAccepted(acme.accountId, {
      ...call,
      requestedAt: rig.clock.now() - 5,
    });
    expect(['recorded', 'late']).toContain(outcome);
    await expect
      .poll(() => statusOf('m-overtaken'))
      .toMatchObject({
        Status: 'DELIVERED',
        Context: { order: '4711' },
        RequestedTimestamp: new Date(rig.clock.now() - 5).toISOString(),
        Events: [{ EventType: 'MESSAGE_ACCEPTED' }, { EventType: 'TEXT_DELIVERED' }],
      });
  });

  it('is not recorded for a dry run, which sends nothing', async () => {
    const MessageId = await send('acme', { DryRun: true });
    expect(await statusOf(MessageId)).toBeUndefined();
  });
});

describe('a send', () => {
  it('does not fail, nor wait, for a table that does', async () => {
    const restore = rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
    );
    const MessageId = await send();
    restore();
    expect(router.log().at(-1)).toMatchObject({
      status: 200,
      // A slow machine may not have heard of the failure by then.
      MessagesUnrecorded: 1,
    });
    expect(await statusOf(MessageId)).toBeUndefined();

    rig.faults.inject({ service: 'dynamodb', operation: 'PutItem' }, { kind: 'delay', milliseconds: 400 });
    const late = await send();
    expect(router.log().at(-1)).toMatchObject({ status: 200, messageRecord: 'late' });
    await rig.clock.advance(400);
    await expect.poll(() => statusOf(late), { timeout: 5000 }).toMatchObject({ Status: 'ACCEPTED' });
  });
});

describe('an inbound text', () => {
  it('is a message of the account of its prefix', async () => {
    const key = `inbound/${keyOf(acme)}`;
    const inboundMessageId = 'in-1';
    await deliver(key, {
      ...inboundRecord({ inboundMessageId }),
      Timestamp: new Date(rig.clock.now()).toISOString(),
    });
    expect(await statusOf('in-1')).toMatchObject({
      Direction: 'INBOUND',
      Status: 'RECEIVED',
      OriginationIdentity: '+14255550182',
      DestinationPhoneNumber: '+12125550101',
      Body: 'JOIN us',
      PreviousMessageId: 'wJalrXUtnFEMI',
    });
    expect(
      (await describeMessages({ Direction: 'INBOUND' })).Messages.map(({ MessageId }) => MessageId),
    ).toEqual(['in-1']);
    expect((await describeMessages({ Direction: 'INBOUND' }, 'globex')).Messages).toEqual([]);
  });

  it('is none among the statuses, nor a status one among the inbound texts', async () => {
    await deliver(keyOf(acme), inboundRecord({ inboundMessageId: 'in-2' }));
    await deliver(`inbound/${keyOf(acme)}`, status('m-inbound', 'TEXT_SENT'));
    expect((await describeMessages({ MessageIds: ['in-2', 'm-inbound'] })).Messages).toEqual([]);
  });
});

describe('the bus', () => {
  it('brings the status of messages without a configuration set, of the account that EventBridge names', async () => {
    const detail = { ...status('m-bus', 'TEXT_DELIVERED'), accountId: globex.accountId };
    await tell(busEvent(acme.accountId, 'Text Message Delivery Status Updated', detail));
    expect(await statusOf('m-bus')).toMatchObject({ Status: 'DELIVERED' });
    expect(await statusOf('m-bus', 'globex')).toBeUndefined();
  });

  it('brings the progress of registrations, which are no messages', async () => {
    const registrationDetails = {
      registrationId: 'registration-1',
      currentStatus: 'REVIEWING',
      registrationStatusChangeTimestamp: rig.clock.now(),
    };
    const event = busEvent(acme.accountId, 'Registration Status Change', { registrationDetails });
    expect(await tell(event, event)).toEqual([]);
    expect(counts).toEqual({ EventsRead: 2 });
    expect(await statusOf('registration-1')).toBeUndefined();
  });
});

describe('the reader', () => {
  it('restores silently what an operator has read again: nobody is told, and no outcome of today is counted', async () => {
    const key = keyOf(acme);
    objects.set(key, JSON.stringify(status('m-old', 'TEXT_DELIVERED')));
    const { body, attributes } = replayMessage(BUCKET, key, true);
    const messageAttributes = Object.fromEntries(attributes.map((name) => [name, { stringValue: 'true' }]));
    counts = {};
    announced.length = 0;
    expect(await read([{ messageId: 'q-1', body, messageAttributes }])).toEqual([]);
    expect(counts).toEqual({ EventsRead: 1, ObjectsRead: 1 });
    expect(await statusOf('m-old')).toMatchObject({ Status: 'DELIVERED' });
    // Read as news, it is none any more; another event of the message is.
    await tell(notification(BUCKET, key));
    expect(announced).toEqual([]);
    await deliver(keyOf(acme), status('m-old', 'TEXT_READ', 5));
    expect(announced).toEqual(['TEXT_READ']);
  });

  it('changes nothing when it reads an object again', async () => {
    const key = keyOf(acme);
    await deliver(key, status('m-again', 'TEXT_SENT'), status('m-again', 'TEXT_DELIVERED', 5));
    expect(counts).toEqual({ EventsRead: 2, ObjectsRead: 1, MessagesDelivered: 1 });
    rig.calls.clear();
    await tell(notification(BUCKET, key));
    expect(counts).toEqual({ EventsRead: 2, ObjectsRead: 1 });
    expect(rig.calls.count({ operation: 'PutItem' })).toBe(0);
  });

  it("takes a message's account from the key, not from the record", async () => {
    const MessageId = await send();
    await recorded(MessageId);
    await deliver(keyOf(globex), status(MessageId, 'TEXT_INVALID', 5, { accountId: acme.accountId }));
    expect(await statusOf(MessageId)).toMatchObject({ Status: 'ACCEPTED' });
    expect(await statusOf(MessageId, 'globex')).toMatchObject({ Status: 'INVALID' });
  });

  it.each([
    ["another bucket's object", notification('other-bucket', 'accountId=222222222222/date=2026-11-26/a')],
    [
      'what Firehose could not deliver',
      notification(BUCKET, 'accountId=222222222222/errors/processing-failed/a'),
    ],
    [
      'texts that it could not',
      notification(BUCKET, 'inbound/accountId=222222222222/errors/processing-failed/a'),
    ],
    ['a key of no account', notification(BUCKET, 'accountId=2/date=2026-11-26/a')],
    [
      'a key that only mentions an account',
      notification(BUCKET, 'x/accountId=222222222222/date=2026-11-26/a'),
    ],
  ])('leaves out %s', async (_title, message) => {
    expect(await tell(message)).toEqual([]);
    expect(counts).toEqual({ ObjectsSkipped: 1 });
  });

  it("takes S3's test event, and keys as S3 writes them", async () => {
    expect(await tell({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET })).toEqual([]);
    await deliver(
      `accountId=${acme.accountId}/date=2026-11-26/a key+with%signs é`,
      status('m-key', 'TEXT_SENT'),
    );
    expect(await statusOf('m-key')).toMatchObject({ Status: 'SENT' });
  });

  it('skips records that are not events, and counts them', async () => {
    await deliver(keyOf(acme), { hello: 'world' }, status('m-among', 'TEXT_SENT'), {
      eventType: 'TEXT_SENT',
    });
    expect(counts).toMatchObject({ RecordsSkipped: 2, EventsRead: 1 });
    expect(await statusOf('m-among')).toMatchObject({ Status: 'SENT' });
  });

  it('returns the messages that fail, one by one: a missing object, an unknown message', async () => {
    const good = keyOf(acme);
    objects.set(good, JSON.stringify(status('m-good', 'TEXT_SENT')));
    const messages = [notification(BUCKET, keyOf(acme)), { hello: 'world' }, notification(BUCKET, good)];
    expect(await tell(...messages)).toEqual(['q-0', 'q-1']);
    expect(await statusOf('m-good')).toMatchObject({ Status: 'SENT' });
  });

  it('loses nothing when the table refuses half of an object', async () => {
    const key = keyOf(acme);
    const ids = Array.from({ length: 60 }, (_, index) => `m-half-${index}`);
    rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
      3,
    );
    expect(await deliver(key, ...ids.map((id) => status(id, 'TEXT_SENT')))).toEqual(['q-0']);
    expect(await tell(notification(BUCKET, key))).toEqual([]);
    const found = await Promise.all(
      [ids.slice(0, 20), ids.slice(20, 40), ids.slice(40)].map((MessageIds) =>
        describeMessages({ MessageIds }),
      ),
    );
    expect(found.flatMap(({ Messages }) => Messages)).toHaveLength(60);
  });

  it('keeps what another reader wrote meanwhile', async () => {
    const first = [notification(BUCKET, keyOf(acme)), notification(BUCKET, keyOf(acme))].map(
      (message) => message.Records[0]?.s3.object.key ?? '',
    );
    const types = ['TEXT_QUEUED', 'TEXT_SENT'];
    for (const [index, key] of first.entries())
      objects.set(decodeURIComponent(key), JSON.stringify(status('m-race', types[index] ?? '', index)));
    await Promise.all(first.map((key) => tell(notification(BUCKET, decodeURIComponent(key)))));
    expect((await statusOf('m-race'))?.Events).toHaveLength(2);
  });
});

describe('a list of messages', () => {
  const start = () => rig.clock.now();
  const ids = (Messages: Record<string, unknown>[]) => Messages.map(({ MessageId }) => MessageId);

  it('is newest first, in pages that have each message once', async () => {
    await rig.clock.advance(60_000);
    const StartTime = new Date(start()).toISOString();
    const expected = Array.from({ length: 37 }, (_, index) => `m-list-${index}`);
    const requested = (index: number) => ({
      messageRequestTimestamp: rig.clock.now() + Math.floor(index / 2),
    });
    await deliver(
      keyOf(acme),
      ...expected.map((id, index) => status(id, 'TEXT_SENT', 1000, requested(index))),
    );
    const pages: string[][] = [];
    let NextToken: string | undefined;
    do {
      const page = await describeMessages({ StartTime, MaxResults: 10, NextToken });
      pages.push(ids(page.Messages) as string[]);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 10, 7]);
    expect(pages.flat().sort()).toEqual([...expected].sort());
    const all = (await describeMessages({ StartTime, MaxResults: 100 })).Messages;
    expect(ids(all)).toEqual(pages.flat());
    const times = all.map(({ RequestedTimestamp }) => String(RequestedTimestamp));
    expect(times).toEqual([...times].sort().reverse());
  });

  it('is of a time, a number and statuses', async () => {
    await rig.clock.advance(60_000);
    const at = rig.clock.now();
    const to = { destinationPhoneNumber: '+14254147167' };
    await deliver(
      keyOf(globex),
      status('m-a', 'TEXT_DELIVERED', 9, { messageRequestTimestamp: at }),
      status('m-b', 'TEXT_SENT', 9, { messageRequestTimestamp: at + 1, ...to }),
      status('m-c', 'TEXT_INVALID', 9, { messageRequestTimestamp: at + 2, ...to }),
    );
    const list = async (input: object) =>
      ids((await describeMessages({ StartTime: new Date(at).toISOString(), ...input }, 'globex')).Messages);
    expect(await list({})).toEqual(['m-c', 'm-b', 'm-a']);
    expect(await list({ EndTime: new Date(at + 2).toISOString() })).toEqual(['m-b', 'm-a']);
    expect(await list({ StartTime: new Date(at + 1).toISOString() })).toEqual(['m-c', 'm-b']);
    expect(await list({ DestinationPhoneNumber: '+14254147167' })).toEqual(['m-c', 'm-b']);
    expect(await list({ DestinationPhoneNumber: '+14254147167', Statuses: ['SENT'] })).toEqual(['m-b']);
    expect(await list({ Statuses: ['DELIVERED', 'INVALID'] })).toEqual(['m-c', 'm-a']);
    expect(await list({ Direction: 'INBOUND' })).toEqual([]);
  });

  it("continues at a token, only in the caller's account", async () => {
    const { NextToken } = await describeMessages({ MaxResults: 2 });
    expect(NextToken).toEqual(expect.any(String));
    const { Messages } = await describeMessages({ NextToken, MaxResults: 100 }, 'globex');
    const own = (await describeMessages({ MaxResults: 100 }, 'globex')).Messages;
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
    ['half a result', { MaxResults: 1.5 }, 'MaxResults'],
    ['a time without a zone', { StartTime: '2026-11-26T10:00:00' }, 'StartTime'],
    [
      'an end before the start',
      { StartTime: '2026-11-26T10:00:00Z', EndTime: '2026-11-26T09:00:00Z' },
      'StartTime',
    ],
    ['a token that is none', { NextToken: 'bm9uZQ' }, 'NextToken'],
  ])('is refused with %s', async (_title, input, path) => {
    const answer = await router.post('/acme/DescribeMessages', input);
    expect(errorOf(answer)).toMatchObject({ status: 400, name: 'ValidationException', problems: [{ path }] });
  });

  it('is a 502 while the table cannot be read', async () => {
    rig.faults.inject(
      { service: 'dynamodb', operation: 'BatchGetItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
    );
    const answer = await router.post('/acme/DescribeMessages', { MessageIds: ['m'] });
    expect(errorOf(answer)).toMatchObject({ status: 502, name: 'UpstreamException' });
  });
});

describe('a deployment without a table of messages', () => {
  it('does not offer the action, and sends as ever', async () => {
    const without = rig.startRouter();
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
    const MessageId = await send();
    await recorded(MessageId);
    await rig.clock.advance(30 * DAY - 1000);
    expect(await statusOf(MessageId)).toMatchObject({ Status: 'ACCEPTED' });
    const late = status(MessageId, 'TEXT_DELIVERED', 5, {
      messageRequestTimestamp: rig.clock.now() - 30 * DAY,
    });
    await rig.clock.advance(1000);
    expect(await statusOf(MessageId)).toBeUndefined();
    expect((await describeMessages({})).Messages).toEqual([]);
    rig.calls.clear();
    expect(await deliver(keyOf(acme), late)).toEqual([]);
    expect(rig.calls.count({ operation: 'PutItem' })).toBe(0);
  });
});

describe('the log', () => {
  it('has no number, no body and no context', () => {
    const text = router.lines.join('\n');
    for (const personal of [NUMBER, '4711', '1234', '+12065550142', 'JOIN'])
      expect(text).not.toContain(personal);
  });
});
