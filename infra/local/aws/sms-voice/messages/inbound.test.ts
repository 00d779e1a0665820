import {
  DeleteOptedOutNumberCommand,
  DescribeOptedOutNumbersCommand,
  PutKeywordCommand,
  RequestPhoneNumberCommand,
  SendTextMessageCommand,
  UpdatePoolCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import { ACME, GLOBEX, MessagingBench, policy, SUCCESS } from '../messaging-bench.rig.ts';
import { keywordOf } from '../originators/inbound-keywords.ts';

const PHONE = SUCCESS;

let bench: MessagingBench;
let number: { readonly PhoneNumber: string; readonly PoolId: string };
let topicArn: string;
/** The messages that subscribers of the topic would get. */
let published: unknown[];

beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
  number = await bench.simulator();
  topicArn = bench.sns.createTopic(ACME, 'inbound');
  published = [];
  const publish = bench.sns.publish.bind(bench.sns);
  bench.sns.publish = (caller, arn, message) => {
    publish(caller, arn, message);
    published.push(JSON.parse(message));
  };
});
afterEach(() => bench.close());

const SERVICE = { Service: 'sms-voice.amazonaws.com' };
const letIn = (...statements: readonly Statement[]) =>
  bench.sns.setPolicy(
    topicArn,
    policy(...statements, { Effect: 'Allow', Principal: SERVICE, Action: 'sns:Publish', Resource: topicArn }),
  );
const update = (changes: object) =>
  bench.client().send(new UpdatePoolCommand({ PoolId: number.PoolId, ...changes }));
const receive = (body: string, to = number.PhoneNumber) =>
  bench.smsVoice.receiveText(to, { from: PHONE, body });
const send = () =>
  bench.client().send(
    new SendTextMessageCommand({
      DestinationPhoneNumber: PHONE,
      OriginationIdentity: number.PoolId,
      MessageBody: 'hello',
    }),
  );
const putKeyword = (Keyword: string, KeywordAction: 'AUTOMATIC_RESPONSE' | 'OPT_OUT' | 'OPT_IN') =>
  bench.client().send(
    new PutKeywordCommand({
      OriginationIdentity: number.PoolId,
      Keyword,
      KeywordMessage: `You said ${Keyword}`,
      KeywordAction,
    }),
  );
const optedOut = async () => {
  const command = new DescribeOptedOutNumbersCommand({ OptOutListName: 'Default' });
  return (await bench.client().send(command)).OptedOutNumbers;
};
const answers = () =>
  bench.smsVoice
    .messages()
    .filter(({ inReplyTo }) => inReplyTo !== undefined)
    .map(({ body }) => body);

describe('a text from a phone', () => {
  it('goes to the topic of the two-way channel, with the message that it follows', async () => {
    letIn();
    await update({ TwoWayEnabled: true, TwoWayChannelArn: topicArn });
    const { MessageId } = await send();
    const { inboundMessageId, published: reached } = receive('see you at nine');
    expect(reached).toBe(true);
    expect(published).toEqual([
      {
        originationNumber: PHONE,
        destinationNumber: number.PhoneNumber,
        messageBody: 'see you at nine',
        inboundMessageId,
        previousPublishedMessageId: MessageId,
      },
    ]);
    expect(answers()).toEqual([]);
  });

  it('stays where it is without a two-way channel, and its keyword works all the same', () => {
    expect(receive('help')).toMatchObject({ keyword: 'HELP', published: false });
    expect(answers()).toEqual(['Reply STOP to opt out.']);
  });

  it.each(['STOP', 'stop', ' Stop. ', 'Stop it', 'UNSUBSCRIBE', 'quit'])('"%s" opts out', async (body) => {
    expect(receive(body)).toMatchObject({ keyword: 'STOP', action: 'OPT_OUT' });
    expect(answers()).toEqual(['You have opted out.']);
    expect(await optedOut()).toMatchObject([{ OptedOutNumber: PHONE, EndUserOptedOut: true }]);
    await expect(send()).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
    });
    const take = new DeleteOptedOutNumberCommand({ OptOutListName: 'Default', OptedOutNumber: PHONE });
    await expect(bench.client().send(take)).rejects.toMatchObject({
      Reason: 'PHONE_NUMBER_CANNOT_BE_OPTED_IN',
    });
  });

  it.each(['STOPPING by', 'please STOP', 'QUIT smoking', 'START'])('"%s" does not', async (body) => {
    expect(receive(body)).not.toHaveProperty('keyword');
    expect(await optedOut()).toEqual([]);
    await send();
  });

  it('begins with the longest keyword of its own, which answers, opts out or in again', async () => {
    await putKeyword('HELP ME', 'AUTOMATIC_RESPONSE');
    await putKeyword('BASTA', 'OPT_OUT');
    await putKeyword('START', 'OPT_IN');
    expect(receive('help me now')).toMatchObject({ keyword: 'HELP ME' });
    expect(receive('basta')).toMatchObject({ action: 'OPT_OUT' });
    expect(receive('help me')).not.toHaveProperty('answeredBy');
    expect(receive('start')).toMatchObject({ action: 'OPT_IN' });
    expect(answers()).toEqual(['You said HELP ME', 'You said BASTA', 'You said START']);
    expect(await optedOut()).toEqual([]);
    await send();
  });

  it('is left to the account by self-managed opt-outs', async () => {
    letIn();
    await update({ TwoWayEnabled: true, TwoWayChannelArn: topicArn, SelfManagedOptOutsEnabled: true });
    receive('STOP');
    receive('HELP');
    expect(answers()).toEqual([]);
    expect(published).toMatchObject([{ messageKeyword: 'STOP' }, { messageKeyword: 'HELP' }]);
    await send();
  });

  it('is refused by a number that is not active yet', async () => {
    const { PhoneNumber = '' } = await bench.client().send(
      new RequestPhoneNumberCommand({
        IsoCountryCode: 'US',
        MessageType: 'TRANSACTIONAL',
        NumberCapabilities: ['SMS'],
        NumberType: 'TOLL_FREE',
      }),
    );
    expect(() => receive('STOP', PhoneNumber)).toThrow('RESOURCE_NOT_ACTIVE');
  });

  it.each([
    ['TOLL_FREE', 'US', 'STOP', 'STOP'],
    ['TOLL_FREE', 'US', 'QUIT', undefined],
    ['TOLL_FREE', 'US', 'BASTA', undefined],
    ['TEN_DLC', 'US', 'BASTA', 'BASTA'],
    ['LONG_CODE', 'GB', 'QUIT', undefined],
  ] as const)(
    'to a number of type %s of %s that says %s means %s',
    (NumberType, IsoCountryCode, body, expected) => {
      const keywords = new Map(
        ['STOP', 'BASTA'].map((Keyword) => [
          Keyword,
          { Keyword, KeywordMessage: 'Bye', KeywordAction: 'OPT_OUT' as const },
        ]),
      );
      expect(keywordOf({ NumberType, IsoCountryCode }, keywords, body)?.Keyword).toBe(expected);
    },
  );

  it('reaches the one account that has the number', async () => {
    const other = await bench.simulator(GLOBEX);
    expect(other.PhoneNumber).not.toBe(number.PhoneNumber);
    expect(() => receive('hi', '+12065559999')).toThrow('Resource Not Found');
  });
});

describe('a two-way channel', () => {
  const change = (further: object = {}) =>
    update({ TwoWayEnabled: true, TwoWayChannelArn: topicArn, ...further });
  const refused = { name: 'ValidationException', Reason: 'RESOURCE_NOT_ACCESSIBLE' };

  it('needs a topic that exists and lets the service publish', async () => {
    await expect(change()).rejects.toMatchObject(refused);
    letIn();
    await expect(change({ TwoWayChannelArn: `${topicArn}-2` })).rejects.toMatchObject(refused);
    await change();
  });

  it('needs a role that the service may assume and that may publish', async () => {
    const role = (roleName: string, principal: string, resource: string) =>
      bench.kernel.iam.createRole(ACME.accountId, {
        roleName,
        assumeRolePolicy: policy({
          Effect: 'Allow',
          Principal: { Service: principal },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': ACME.accountId } },
        }),
        policies: { publish: policy({ Effect: 'Allow', Action: 'sns:Publish', Resource: resource }) },
      }).arn;
    for (const wrong of [
      `arn:aws:iam::${ACME.accountId}:role/nobody`,
      role('distrusts', 'lambda.amazonaws.com', topicArn),
      role('elsewhere', 'sms-voice.amazonaws.com', `${topicArn}-2`),
    ])
      await expect(change({ TwoWayChannelRole: wrong })).rejects.toMatchObject(refused);
    await change({ TwoWayChannelRole: role('publishes', 'sms-voice.amazonaws.com', topicArn) });
    expect(receive('hi')).toMatchObject({ published: true });
  });
});
