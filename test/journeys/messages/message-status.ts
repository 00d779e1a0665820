import { expect } from 'vitest';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { INBOUND_TOPIC_NAME, MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { call } from '../../support/api.ts';
import { ACME, MANAGEMENT } from '../../support/parties.ts';
import { eventually } from '../../support/patience.ts';
import { linesOf, managementResource, messagesIn, tenantResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const SUCCESS_NUMBER = '+14254147755';
const INBOUND = {
  originationNumber: '+14255550182',
  destinationNumber: '+12125550101',
  messageKeyword: 'JOIN',
  messageBody: 'JOIN us',
};

async function send(system: LocalSystem, tenantId: string, further: object = {}): Promise<string> {
  const text = { DestinationPhoneNumber: SUCCESS_NUMBER, MessageBody: 'hello', ...further };
  const { status, body } = await call(system, `${tenantId}/SendTextMessage`, text);
  expect(status).toBe(200);
  return body.MessageId;
}

async function messagesOf(system: LocalSystem, tenantId: string, input: object) {
  const answer = await call(system, `${tenantId}/DescribeMessages`, input);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body.Messages as readonly Record<string, unknown>[];
}

/** The status of messages, from a send or a phone to `DescribeMessages`. */
export const messageStatusJourneys: readonly Journey[] = [
  {
    title:
      'a text is known as ACCEPTED at once and as DELIVERED when its events are there, by its own tenant alone',
    async run(system) {
      const MessageIds = [
        await send(system, 'globex', { ConfigurationSetName: 'Default', Context: { order: '1' } }),
      ];
      await eventually(async () => {
        const [message] = await messagesOf(system, 'globex', { MessageIds });
        expect(message).toMatchObject({
          Events: [{ EventType: 'MESSAGE_ACCEPTED' }],
          Context: { order: '1' },
        });
      }, 1);
      await eventually(async () => {
        const listed = await messagesOf(system, 'globex', { DestinationPhoneNumber: SUCCESS_NUMBER });
        const message = listed.find(({ MessageId }) => MessageId === MessageIds[0]);
        expect(message).toMatchObject({ Status: 'DELIVERED', IsFinal: true, Parts: 1, IsoCountryCode: 'US' });
      }, 15);
      const all = await messagesOf(system, 'globex', { Statuses: ['DELIVERED'] });
      expect(all.map(({ MessageId }) => MessageId)).toContain(MessageIds[0]);
      expect(await messagesOf(system, 'acme', { MessageIds })).toEqual([]);
    },
  },
  {
    title: 'a text from a phone becomes an inbound message of the tenant whose number it was sent to',
    async run(system) {
      const inboundMessageId = `in-${Date.now()}`;
      const { accountId, region } = ACME;
      const topicArn = `arn:aws:sns:${region}:${accountId}:${INBOUND_TOPIC_NAME}`;
      const service = {
        kind: 'service',
        service: 'sms-voice.amazonaws.com',
        sourceAccount: accountId,
      } as const;
      system.aws.sns.publish(service, topicArn, JSON.stringify({ ...INBOUND, inboundMessageId }));
      await eventually(async () => {
        const [message] = await messagesOf(system, 'acme', { MessageIds: [inboundMessageId] });
        expect(message).toMatchObject({ Direction: 'INBOUND', Status: 'RECEIVED', Body: 'JOIN us' });
      }, 15);
    },
  },
  {
    title: "a change of a registration comes over the tenant's default bus and the management account's",
    async run(system) {
      const detail = {
        registrationDetails: {
          registrationId: `registration-${Date.now()}`,
          registrationType: 'US_TOLL_FREE_REGISTRATION',
          registrationStatusChangeTimestamp: Date.now(),
          currentStatus: 'COMPLETE',
        },
      };
      const event = { source: 'aws.sms-voice', detailType: 'Registration Status Change', detail } as const;
      system.aws.eventBridge.putServiceEvent(ACME, event);
      await eventually(async () => {
        const { accountId, region } = MANAGEMENT;
        const { Item } = await system.aws.dynamoDb.database({ accountId, region }).run('GetItem', {
          TableName: MESSAGES_TABLE_NAME,
          Key: { pk: { S: `${ACME.accountId}#${detail.registrationDetails.registrationId}` } },
        });
        expect(Item).toBeDefined();
      }, 15);
    },
  },
  {
    title: 'S3 and SNS act for the buckets and topics of their own account alone',
    async run(system) {
      const queue = String(
        managementResource(system, 'AWS::SQS::Queue', 'NewObjectsQueue').state.attributes.Arn,
      );
      const bucket = `arn:aws:s3:::${system.outputs.EventBucketName}`;
      const s3 = { kind: 'service', service: 's3.amazonaws.com' } as const;
      for (const foreign of [
        { ...s3, sourceAccount: MANAGEMENT.accountId, sourceArn: 'arn:aws:s3:::another-bucket' },
        { ...s3, sourceAccount: '555555555555', sourceArn: bucket },
      ])
        expect(() => system.aws.sqs.sendMessage(foreign, queue, { body: '{}' })).toThrow('sqs:SendMessage');
      const role = String(
        tenantResource(system, ACME, 'AWS::IAM::Role', 'InboundSubscription').state.attributes.Arn,
      );
      const assume = (account: string) =>
        system.aws.kernel.iam.assumeRoleAsService('sns.amazonaws.com', role, {
          'aws:SourceAccount': account,
        });
      expect(assume(ACME.accountId)).toBeDefined();
      expect(() => assume('555555555555')).toThrow('sts:AssumeRole');
    },
  },
  {
    title: 'the message reader logs what it read, without number, body or context',
    async run(system) {
      const before = linesOf(system, 'MessageReader').length;
      await send(system, 'globex', { ConfigurationSetName: 'Default', Context: { order: 'confidential' } });
      await eventually(() => {
        const lines = linesOf(system, 'MessageReader').slice(before);
        expect(lines.some((line) => line.includes('"EventsRead"'))).toBe(true);
        expect(messagesIn(system, 'NewObjectsQueue')).toBe(0);
        for (const personal of [SUCCESS_NUMBER, 'hello', 'confidential']) {
          expect(lines.join()).not.toContain(personal);
        }
      }, 15);
    },
  },
];
