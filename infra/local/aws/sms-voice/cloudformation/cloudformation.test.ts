import {
  DescribeConfigurationSetsCommand,
  DescribeKeywordsCommand,
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  ListPoolOriginationIdentitiesCommand,
  ListTagsForResourceCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CloudFormation } from '../../cloudformation/cloudformation.ts';
import { ACME, MessagingBench, SUCCESS } from '../messaging-bench.rig.ts';
import { smsVoiceResources } from './resources.ts';

let bench: MessagingBench;
let cloudFormation: CloudFormation;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
  bench.logTarget();
  cloudFormation = new CloudFormation(smsVoiceResources(bench.smsVoice));
});
afterEach(() => bench.close());

const home = { accountId: ACME.accountId, region: ACME.region };
const keywords = (help: string) => ({ HELP: { Message: help }, STOP: { Message: 'Bye' } });
const roleArn = `arn:aws:iam::${ACME.accountId}:role/events`;
const toLogs = (name: string, ...MatchingEventTypes: string[]) => ({
  EventDestinationName: name,
  Enabled: true,
  MatchingEventTypes,
  CloudWatchLogsDestination: {
    IamRoleArn: roleArn,
    LogGroupArn: `arn:aws:logs:us-east-1:${ACME.accountId}:log-group:events:*`,
  },
});

interface Changes {
  readonly help?: string;
  readonly capabilities?: readonly string[];
  readonly destinations?: readonly unknown[];
  readonly setName?: string;
  readonly tags?: readonly unknown[];
}

function deploy({
  help = 'Help',
  capabilities = ['SMS'],
  destinations = [],
  setName = 'Default',
  tags = [],
}: Changes = {}) {
  const template = {
    Resources: {
      Number: {
        Type: 'AWS::SMSVOICE::PhoneNumber',
        Properties: {
          IsoCountryCode: 'US',
          NumberType: 'SIMULATOR',
          NumberCapabilities: capabilities,
          MandatoryKeywords: keywords(help),
          Tags: tags,
        },
      },
      Pool: {
        Type: 'AWS::SMSVOICE::Pool',
        Properties: {
          OriginationIdentities: [{ 'Fn::GetAtt': ['Number', 'Arn'] }],
          MandatoryKeywords: keywords(help),
        },
      },
      Set: {
        Type: 'AWS::SMSVOICE::ConfigurationSet',
        Properties: { ConfigurationSetName: setName, EventDestinations: destinations },
      },
    },
    Outputs: {
      Number: { Value: { Ref: 'Number' } },
      Digits: { Value: { 'Fn::GetAtt': ['Number', 'PhoneNumber'] } },
      Pool: { Value: { Ref: 'Pool' } },
      PoolArn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } },
      Set: { Value: { Ref: 'Set' } },
      SetArn: { Value: { 'Fn::GetAtt': ['Set', 'Arn'] } },
    },
  };
  return cloudFormation.deploy({ home, stackName: 'Stack', template, assets: new Map() });
}

const numbers = async () =>
  (await bench.client().send(new DescribePhoneNumbersCommand({}))).PhoneNumbers ?? [];
const sets = async () =>
  (await bench.client().send(new DescribeConfigurationSetsCommand({}))).ConfigurationSets ?? [];

describe('the resources of a template', () => {
  it('can be sent from and have the names that AWS gives them', async () => {
    const outputs = await deploy();
    const [number] = await numbers();
    expect(outputs).toEqual({
      Number: number?.PhoneNumberId,
      Digits: number?.PhoneNumber,
      Pool: expect.stringMatching(/^pool-[0-9a-f]{32}$/),
      PoolArn: `arn:aws:sms-voice:us-east-1:${ACME.accountId}:pool/${outputs.Pool}`,
      Set: 'Default',
      SetArn: `arn:aws:sms-voice:us-east-1:${ACME.accountId}:configuration-set/Default`,
    });
    await bench.client().send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: SUCCESS,
        OriginationIdentity: outputs.Pool,
        ConfigurationSetName: outputs.Set,
      }),
    );
    expect(bench.smsVoice.messages()).toMatchObject([{ origination: outputs.Digits }]);
  });

  it('are changed in place where AWS changes them', async () => {
    const before = await deploy({ tags: [{ Key: 'a', Value: '1' }], destinations: [toLogs('old', 'ALL')] });
    const after = await deploy({
      help: 'Call us',
      tags: [{ Key: 'b', Value: '2' }],
      destinations: [toLogs('new', 'TEXT_ALL'), { ...toLogs('off', 'ALL'), Enabled: false }],
    });
    expect(after).toEqual(before);
    const client = bench.client();
    for (const OriginationIdentity of [after.Number, after.Pool]) {
      const { Keywords } = await client.send(new DescribeKeywordsCommand({ OriginationIdentity }));
      expect(Keywords).toMatchObject([{ Keyword: 'HELP', KeywordMessage: 'Call us' }, { Keyword: 'STOP' }]);
    }
    const ResourceArn = `arn:aws:sms-voice:us-east-1:${ACME.accountId}:phone-number/${after.Number}`;
    expect(await client.send(new ListTagsForResourceCommand({ ResourceArn }))).toMatchObject({
      Tags: [{ Key: 'b', Value: '2' }],
    });
    expect(await sets()).toMatchObject([
      {
        EventDestinations: [
          { EventDestinationName: 'new', Enabled: true, MatchingEventTypes: ['TEXT_ALL'] },
          { EventDestinationName: 'off', Enabled: false },
        ],
      },
    ]);
  });

  it('are replaced where AWS replaces them: the pool takes the new number before the old one goes', async () => {
    const before = await deploy();
    const after = await deploy({ capabilities: ['SMS', 'MMS'], setName: 'Other' });
    expect(after.Pool).toBe(before.Pool);
    expect(after.Number).not.toBe(before.Number);
    expect(await numbers()).toMatchObject([{ PhoneNumberId: after.Number, PoolId: after.Pool }]);
    const { OriginationIdentities } = await bench
      .client()
      .send(new ListPoolOriginationIdentitiesCommand({ PoolId: after.Pool }));
    expect(OriginationIdentities).toMatchObject([{ OriginationIdentity: after.Number }]);
    expect((await sets()).map(({ ConfigurationSetName }) => ConfigurationSetName)).toEqual(['Other']);
  });

  it('are deleted with the stack, even when one was removed outside it', async () => {
    await deploy();
    await bench.smsVoice.call(home, 'DeleteConfigurationSet', { ConfigurationSetName: 'Default' });
    await cloudFormation.destroy(home, 'Stack');
    expect(await numbers()).toEqual([]);
    expect((await bench.client().send(new DescribePoolsCommand({}))).Pools).toEqual([]);
  });
});
