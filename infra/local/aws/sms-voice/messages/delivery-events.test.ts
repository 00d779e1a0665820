import {
  CreateConfigurationSetCommand,
  CreateEventDestinationCommand,
  type EventType,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
  UpdateEventDestinationCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import { ACME, FAILURE, MessagingBench, policy, SUCCESS } from '../messaging-bench.rig.ts';

let bench: MessagingBench;
let groupArn: string;
let OriginationIdentity: string;
let origination: string;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
  groupArn = bench.logs.createLogGroup(ACME, { name: 'sms-events' }).arn;
  const simulator = await bench.simulator();
  OriginationIdentity = simulator.PoolId;
  origination = simulator.PhoneNumber;
  await bench.client().send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Default' }));
});
afterEach(() => bench.close());

const LOGS = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'];

/** A role that sms-voice may assume for the configuration set Default of this account. */
function destinationRole(roleName: string, ...statements: readonly Statement[]): string {
  return bench.kernel.iam.createRole(ACME.accountId, {
    roleName,
    assumeRolePolicy: policy({
      Effect: 'Allow',
      Principal: { Service: 'sms-voice.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACME.accountId },
        ArnLike: { 'aws:SourceArn': `arn:aws:sms-voice:*:${ACME.accountId}:configuration-set/Default` },
      },
    }),
    policies: { events: policy(...statements) },
  }).arn;
}

async function logTo(EventDestinationName: string, ...MatchingEventTypes: EventType[]): Promise<void> {
  const IamRoleArn = destinationRole(EventDestinationName, {
    Effect: 'Allow',
    Action: LOGS,
    Resource: `${groupArn}:*`,
  });
  await bench.client().send(
    new CreateEventDestinationCommand({
      ConfigurationSetName: 'Default',
      EventDestinationName,
      MatchingEventTypes,
      CloudWatchLogsDestination: { IamRoleArn, LogGroupArn: `${groupArn}:*` },
    }),
  );
}

const send = (DestinationPhoneNumber = SUCCESS, more: object = {}) =>
  bench.client().send(
    new SendTextMessageCommand({
      DestinationPhoneNumber,
      OriginationIdentity,
      MessageBody: 'Hello',
      ConfigurationSetName: 'Default',
      ...more,
    }),
  );

const events = () => bench.logs.lines(groupArn).map((line): Record<string, unknown> => JSON.parse(line));
const eventTypes = () => events().map(({ eventType }) => eventType);

describe('delivery events', () => {
  it('report a text to a success number as AWS documents it', async () => {
    await logTo('all', 'TEXT_ALL');
    const requestedAt = bench.clock.now();
    const { MessageId } = await send(SUCCESS, { Context: { order: '7' } });
    expect(eventTypes()).toEqual([]);
    await bench.clock.advance(5000);
    expect(eventTypes()).toEqual(['TEXT_SENT', 'TEXT_DELIVERED']);
    expect(events().at(-1)).toEqual({
      eventType: 'TEXT_DELIVERED',
      eventVersion: '1.0',
      eventTimestamp: expect.any(Number),
      isFinal: true,
      originationPhoneNumber: origination,
      destinationPhoneNumber: SUCCESS,
      isoCountryCode: 'US',
      isInternationalSend: false,
      messageId: MessageId,
      messageRequestTimestamp: requestedAt,
      messageEncoding: 'GSM',
      messageType: 'TRANSACTIONAL',
      messageStatus: 'DELIVERED',
      messageStatusDescription: 'Message has been accepted by phone',
      context: { order: '7' },
      totalMessageParts: 1,
      totalMessagePrice: expect.any(Number),
      totalCarrierFee: 0,
    });
    expect(events()[0]).toMatchObject({ isFinal: false, messageStatus: 'SENT' });
  });

  it('end in a failure for a failure number', async () => {
    await logTo('all', 'ALL');
    await send(FAILURE);
    await bench.clock.advance(5000);
    expect(eventTypes()).toEqual(['TEXT_SENT', 'TEXT_UNKNOWN']);
  });

  it('count parts by the encoding that the text needs', async () => {
    await logTo('delivered', 'TEXT_DELIVERED');
    for (const MessageBody of ['x'.repeat(160), 'x'.repeat(161), '€'.repeat(80), '漢'.repeat(71)])
      await send(SUCCESS, { MessageBody });
    await bench.clock.advance(5000);
    expect(
      events().map(({ messageEncoding, totalMessageParts }) => [messageEncoding, totalMessageParts]),
    ).toEqual([
      ['GSM', 1],
      ['GSM', 2],
      ['GSM', 1],
      ['UNICODE', 2],
    ]);
  });

  it('come of the types that a destination asks for, while it is enabled', async () => {
    await logTo('delivered', 'TEXT_DELIVERED', 'VOICE_COMPLETED');
    await send();
    await bench.client().send(
      new SendVoiceMessageCommand({
        DestinationPhoneNumber: SUCCESS,
        OriginationIdentity,
        ConfigurationSetName: 'Default',
      }),
    );
    await bench.clock.advance(5000);
    expect(eventTypes()).toEqual(['TEXT_DELIVERED', 'VOICE_COMPLETED']);
    await bench.client().send(
      new UpdateEventDestinationCommand({
        ConfigurationSetName: 'Default',
        EventDestinationName: 'delivered',
        Enabled: false,
      }),
    );
    await send();
    await bench.clock.advance(5000);
    expect(eventTypes()).toHaveLength(2);
  });

  it('come only of messages sent with the configuration set', async () => {
    await logTo('all', 'ALL');
    await send(SUCCESS, { ConfigurationSetName: undefined });
    await bench.clock.advance(5000);
    expect(eventTypes()).toEqual([]);
  });

  it.each([
    ['may not write', (roleArn: string) => bench.kernel.iam.deleteRolePolicy(roleArn, 'events')],
    ['does not exist', (roleArn: string) => bench.kernel.iam.deleteRole(roleArn)],
    [
      'trusts another configuration set only',
      (roleArn: string) =>
        bench.kernel.iam.updateRole(roleArn, {
          assumeRolePolicy: policy({
            Effect: 'Allow',
            Principal: { Service: 'sms-voice.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sms-voice:*:*:configuration-set/Other' } },
          }),
        }),
    ],
  ])('are lost, and the send is not, when the role %s', async (_, spoil) => {
    await logTo('all', 'ALL');
    spoil(`arn:aws:iam::${ACME.accountId}:role/all`);
    expect((await send()).MessageId).toBeDefined();
    await bench.clock.advance(5000);
    expect(eventTypes()).toEqual([]);
    expect(bench.logged).toContainEqual(expect.stringContaining('TEXT_DELIVERED did not reach all'));
  });

  it('reach a bucket through Firehose, one line each', async () => {
    bench.s3.createBucket(ACME, 'events');
    const delivery = bench.kernel.iam.createRole(ACME.accountId, {
      roleName: 'delivery',
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { Service: 'firehose.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      policies: { write: policy({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) },
    });
    const { arn: DeliveryStreamArn } = bench.firehose.createDeliveryStream(ACME, {
      name: 'events',
      roleArn: delivery.arn,
      bucketArn: 'arn:aws:s3:::events',
      prefix: 'all/',
      errorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      bufferSeconds: 60,
      bufferMegabytes: 5,
    });
    const IamRoleArn = destinationRole('firehose', {
      Effect: 'Allow',
      Action: 'firehose:PutRecord',
      Resource: DeliveryStreamArn,
    });
    await bench.client().send(
      new CreateEventDestinationCommand({
        ConfigurationSetName: 'Default',
        EventDestinationName: 'firehose',
        MatchingEventTypes: ['TEXT_ALL'],
        KinesisFirehoseDestination: { IamRoleArn, DeliveryStreamArn },
      }),
    );
    const { MessageId: messageId } = await send();
    await bench.clock.advance(120_000);
    const [object] = bench.s3.bucket('events').objects.values();
    // The stream has no delimiter.
    const [sent = '', delivered = ''] = object?.body.toString().split(/(?<=\})(?=\{)/) ?? [];
    expect([sent, delivered].map((record) => JSON.parse(record))).toMatchObject([
      { eventType: 'TEXT_SENT', messageId },
      { eventType: 'TEXT_DELIVERED', messageId },
    ]);
  });
});
