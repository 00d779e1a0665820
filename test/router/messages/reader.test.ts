import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayMessage } from '../../../router/messages/operator/replay-message.ts';
import { busEvent, inboundRecord, notification } from './events.ts';
import { BUCKET, createMessagesBench, type MessagesBench } from './messages-bench.ts';

const { acme, globex } = LOCAL_ACCOUNTS;

let bench: MessagesBench;

beforeAll(async () => {
  bench = await createMessagesBench();
});
afterAll(() => bench.stop());

describe('an inbound text', () => {
  it('is a message of the account of its prefix', async () => {
    const key = `inbound/${bench.keyOf(acme)}`;
    const inboundMessageId = 'in-1';
    await bench.deliver(key, {
      ...inboundRecord({ inboundMessageId }),
      Timestamp: new Date(bench.rig.clock.now()).toISOString(),
    });
    expect(await bench.statusOf('in-1')).toMatchObject({
      Direction: 'INBOUND',
      Status: 'RECEIVED',
      OriginationIdentity: '+14255550182',
      DestinationPhoneNumber: '+12125550101',
      Body: 'JOIN us',
      PreviousMessageId: 'wJalrXUtnFEMI',
    });
    expect(
      (await bench.describeMessages({ Direction: 'INBOUND' })).Messages.map(({ MessageId }) => MessageId),
    ).toEqual(['in-1']);
    expect((await bench.describeMessages({ Direction: 'INBOUND' }, 'globex')).Messages).toEqual([]);
  });

  it('is none among the statuses, nor a status one among the inbound texts', async () => {
    await bench.deliver(bench.keyOf(acme), inboundRecord({ inboundMessageId: 'in-2' }));
    await bench.deliver(`inbound/${bench.keyOf(acme)}`, bench.status('m-inbound', 'TEXT_SENT'));
    expect((await bench.describeMessages({ MessageIds: ['in-2', 'm-inbound'] })).Messages).toEqual([]);
  });
});

describe('the bus', () => {
  it('brings the status of messages without a configuration set, of the account that EventBridge names', async () => {
    const detail = { ...bench.status('m-bus', 'TEXT_DELIVERED'), accountId: globex.accountId };
    await bench.tell(busEvent(acme.accountId, 'Text Message Delivery Status Updated', detail));
    expect(await bench.statusOf('m-bus')).toMatchObject({ Status: 'DELIVERED' });
    expect(await bench.statusOf('m-bus', 'globex')).toBeUndefined();
  });

  it('brings the progress of registrations, which are no messages', async () => {
    const registrationDetails = {
      registrationId: 'registration-1',
      currentStatus: 'REVIEWING',
      registrationStatusChangeTimestamp: bench.rig.clock.now(),
    };
    const event = busEvent(acme.accountId, 'Registration Status Change', { registrationDetails });
    expect(await bench.tell(event, event)).toEqual([]);
    expect(bench.counts()).toEqual({ EventsRead: 2 });
    expect(await bench.statusOf('registration-1')).toBeUndefined();
  });
});

describe('the reader', () => {
  it('restores silently what an operator has read again: nobody is told, and no outcome of today is counted', async () => {
    const key = bench.keyOf(acme);
    bench.objects.set(key, JSON.stringify(bench.status('m-old', 'TEXT_DELIVERED')));
    const { body, attributes } = replayMessage(BUCKET, key, true);
    const messageAttributes = Object.fromEntries(attributes.map((name) => [name, { stringValue: 'true' }]));
    bench.announced.length = 0;
    expect(await bench.read([{ messageId: 'q-1', body, messageAttributes }])).toEqual([]);
    expect(bench.counts()).toEqual({ EventsRead: 1, ObjectsRead: 1 });
    expect(await bench.statusOf('m-old')).toMatchObject({ Status: 'DELIVERED' });
    // The event was read before, so it is not new; another event of the message is.
    await bench.tell(notification(BUCKET, key));
    expect(bench.announced).toEqual([]);
    await bench.deliver(bench.keyOf(acme), bench.status('m-old', 'TEXT_READ', 5));
    expect(bench.announced).toEqual(['TEXT_READ']);
  });

  it('changes nothing when it reads an object again', async () => {
    const key = bench.keyOf(acme);
    await bench.deliver(
      key,
      bench.status('m-again', 'TEXT_SENT'),
      bench.status('m-again', 'TEXT_DELIVERED', 5),
    );
    expect(bench.counts()).toEqual({ EventsRead: 2, ObjectsRead: 1, MessagesDelivered: 1 });
    bench.rig.calls.clear();
    await bench.tell(notification(BUCKET, key));
    expect(bench.counts()).toEqual({ EventsRead: 2, ObjectsRead: 1 });
    expect(bench.rig.calls.count({ operation: 'PutItem' })).toBe(0);
  });

  it("takes a message's account from the key, not from the record", async () => {
    const MessageId = await bench.send();
    await bench.recorded(MessageId);
    await bench.deliver(
      bench.keyOf(globex),
      bench.status(MessageId, 'TEXT_INVALID', 5, { accountId: acme.accountId }),
    );
    expect(await bench.statusOf(MessageId)).toMatchObject({ Status: 'ACCEPTED' });
    expect(await bench.statusOf(MessageId, 'globex')).toMatchObject({ Status: 'INVALID' });
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
    expect(await bench.tell(message)).toEqual([]);
    expect(bench.counts()).toEqual({ ObjectsSkipped: 1 });
  });

  it("takes S3's test event, and keys as S3 writes them", async () => {
    expect(await bench.tell({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET })).toEqual([]);
    await bench.deliver(
      `accountId=${acme.accountId}/date=2026-11-26/a key+with%signs é`,
      bench.status('m-key', 'TEXT_SENT'),
    );
    expect(await bench.statusOf('m-key')).toMatchObject({ Status: 'SENT' });
  });

  it('skips records that are not events, and counts them', async () => {
    await bench.deliver(bench.keyOf(acme), { hello: 'world' }, bench.status('m-among', 'TEXT_SENT'), {
      eventType: 'TEXT_SENT',
    });
    expect(bench.counts()).toMatchObject({ RecordsSkipped: 2, EventsRead: 1 });
    expect(await bench.statusOf('m-among')).toMatchObject({ Status: 'SENT' });
  });

  it('returns the messages that fail, one by one: a missing object, an unknown message', async () => {
    const good = bench.keyOf(acme);
    bench.objects.set(good, JSON.stringify(bench.status('m-good', 'TEXT_SENT')));
    const messages = [
      notification(BUCKET, bench.keyOf(acme)),
      { hello: 'world' },
      notification(BUCKET, good),
    ];
    expect(await bench.tell(...messages)).toEqual(['q-0', 'q-1']);
    expect(await bench.statusOf('m-good')).toMatchObject({ Status: 'SENT' });
  });

  it('loses nothing when the table refuses half of an object', async () => {
    const key = bench.keyOf(acme);
    const ids = Array.from({ length: 60 }, (_, index) => `m-half-${index}`);
    bench.rig.faults.inject(
      { service: 'dynamodb', operation: 'PutItem' },
      { kind: 'error', code: 'ValidationException', status: 400 },
      3,
    );
    expect(await bench.deliver(key, ...ids.map((id) => bench.status(id, 'TEXT_SENT')))).toEqual(['q-0']);
    expect(await bench.tell(notification(BUCKET, key))).toEqual([]);
    const found = await Promise.all(
      [ids.slice(0, 20), ids.slice(20, 40), ids.slice(40)].map((MessageIds) =>
        bench.describeMessages({ MessageIds }),
      ),
    );
    expect(found.flatMap(({ Messages }) => Messages)).toHaveLength(60);
  });

  it('keeps what another reader wrote meanwhile', async () => {
    const first = [notification(BUCKET, bench.keyOf(acme)), notification(BUCKET, bench.keyOf(acme))].map(
      (message) => message.Records[0]?.s3.object.key ?? '',
    );
    const types = ['TEXT_QUEUED', 'TEXT_SENT'];
    for (const [index, key] of first.entries())
      bench.objects.set(
        decodeURIComponent(key),
        JSON.stringify(bench.status('m-race', types[index] ?? '', index)),
      );
    await Promise.all(first.map((key) => bench.tell(notification(BUCKET, decodeURIComponent(key)))));
    expect((await bench.statusOf('m-race'))?.Events).toHaveLength(2);
  });
});
