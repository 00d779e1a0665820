import {
  CreateConfigurationSetCommand,
  CreateOptOutListCommand,
  CreateProtectConfigurationCommand,
  DeleteOptedOutNumberCommand,
  PutMessageFeedbackCommand,
  PutOptedOutNumberCommand,
  RequestPhoneNumberCommand,
  SendMediaMessageCommand,
  SendTextMessageCommand,
  SendVoiceMessageCommand,
  UpdatePoolCommand,
  UpdateProtectConfigurationCountryRuleSetCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACME, GLOBEX, MessagingBench, SUCCESS } from '../messaging-bench.rig.ts';

let bench: MessagingBench;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
});
afterEach(() => bench.close());

const PICTURE = {
  key: 'parcel.png',
  body: Buffer.from('png'),
  etag: '"1"',
  lastModified: 0,
  headers: {},
  writtenBy: 'test',
};

const text = { DestinationPhoneNumber: SUCCESS, MessageBody: 'Your parcel is here' };

describe('sending', () => {
  it('lists a text under the account and Region that sent it', async () => {
    const { PoolId, PhoneNumber } = await bench.simulator();
    await bench.simulator(GLOBEX);
    await bench.client().send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Default' }));
    const sent = await bench.client().send(
      new SendTextMessageCommand({
        ...text,
        OriginationIdentity: PoolId,
        ConfigurationSetName: 'Default',
        Context: { order: '7' },
      }),
    );
    await bench.client(GLOBEX).send(new SendTextMessageCommand(text));
    expect(bench.smsVoice.messages()).toMatchObject([
      {
        messageId: sent.MessageId,
        accountId: ACME.accountId,
        region: 'us-east-1',
        destination: SUCCESS,
        origination: PhoneNumber,
        body: text.MessageBody,
        configurationSet: 'Default',
        context: { order: '7' },
        time: new Date(bench.clock.now()).toISOString(),
      },
      { accountId: GLOBEX.accountId, region: 'eu-west-1' },
    ]);
  });

  it('keeps the Regions of one account apart', async () => {
    await bench.simulator();
    const elsewhere = bench.client(ACME, 'eu-west-1');
    await expect(elsewhere.send(new SendTextMessageCommand(text))).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'NO_ORIGINATION_IDENTITIES_FOUND',
    });
  });

  it('takes the origination identity as id, ARN or number', async () => {
    const { PhoneNumberId, PhoneNumberArn, PhoneNumber } = await bench.simulator();
    for (const OriginationIdentity of [PhoneNumberId, PhoneNumberArn, PhoneNumber]) {
      await bench.client().send(new SendTextMessageCommand({ ...text, OriginationIdentity }));
    }
    expect(bench.smsVoice.messages().map(({ origination }) => origination)).toEqual(
      Array(3).fill(PhoneNumber),
    );
  });

  it('names what does not exist', async () => {
    await bench.simulator();
    const cases = [
      [{ ConfigurationSetName: 'Nowhere' }, 'configuration-set', 'Nowhere'],
      [{ OriginationIdentity: 'pool-0' }, 'pool', 'pool-0'],
      [{ OriginationIdentity: '+12065550000' }, 'phone-number', '+12065550000'],
      [{ ProtectConfigurationId: 'protect-0' }, 'protect-configuration', 'protect-0'],
    ] as const;
    for (const [wrong, ResourceType, ResourceId] of cases) {
      await expect(
        bench.client().send(new SendTextMessageCommand({ ...text, ...wrong })),
      ).rejects.toMatchObject({ name: 'ResourceNotFoundException', ResourceType, ResourceId });
    }
  });

  it('reaches simulator destinations of its own country only from a simulator number', async () => {
    const { PhoneNumberId, PoolId } = await bench.simulator();
    for (const DestinationPhoneNumber of ['+12065550199', '+447860019066']) {
      const to = { ...text, DestinationPhoneNumber };
      await expect(
        bench.client().send(new SendTextMessageCommand({ ...to, OriginationIdentity: PhoneNumberId })),
      ).rejects.toMatchObject({
        name: 'ValidationException',
        Reason: 'INVALID_IDENTITY_FOR_DESTINATION_COUNTRY',
      });
      await expect(
        bench.client().send(new SendTextMessageCommand({ ...to, OriginationIdentity: PoolId })),
      ).rejects.toMatchObject({ Reason: 'NO_ORIGINATION_IDENTITIES_FOUND' });
    }
  });

  it('refuses a destination that opted out of the list of the number or pool that sends', async () => {
    const { PoolId, PhoneNumberId } = await bench.simulator();
    const client = bench.client();
    await client.send(new CreateOptOutListCommand({ OptOutListName: 'Newsletter' }));
    await client.send(new UpdatePoolCommand({ PoolId, OptOutListName: 'Newsletter' }));
    await client.send(
      new PutOptedOutNumberCommand({ OptOutListName: 'Newsletter', OptedOutNumber: SUCCESS }),
    );
    const fromPool = new SendTextMessageCommand({ ...text, OriginationIdentity: PoolId });
    await expect(client.send(fromPool)).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT',
      ResourceType: 'opted-out-number',
      ResourceId: SUCCESS,
    });
    await client.send(new SendTextMessageCommand({ ...text, OriginationIdentity: PhoneNumberId }));
    await client.send(
      new DeleteOptedOutNumberCommand({ OptOutListName: 'Newsletter', OptedOutNumber: SUCCESS }),
    );
    await client.send(new SendTextMessageCommand({ ...text, OriginationIdentity: PoolId }));
  });

  it('checks a dry run and sends nothing', async () => {
    await bench.simulator();
    const { MessageId } = await bench.client().send(new SendTextMessageCommand({ ...text, DryRun: true }));
    expect(MessageId).toBeDefined();
    const wrong = { ...text, DryRun: true, ConfigurationSetName: 'Nowhere' };
    await expect(bench.client().send(new SendTextMessageCommand(wrong))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(bench.smsVoice.messages()).toEqual([]);
  });

  it('refuses what costs more than the caller will pay', async () => {
    await bench.simulator();
    await expect(
      bench.client().send(new SendTextMessageCommand({ ...text, MaxPrice: '0.00001' })),
    ).rejects.toMatchObject({ Reason: 'PRICE_OVER_THRESHOLD' });
    await bench.client().send(new SendTextMessageCommand({ ...text, MaxPrice: '0.10' }));
  });

  it('sends voice and media messages from numbers that can', async () => {
    const { PhoneNumberId: OriginationIdentity } = await bench.simulator();
    const voice = { ...text, OriginationIdentity, VoiceId: 'JOANNA' as const };
    await bench.client().send(new SendVoiceMessageCommand(voice));
    const MediaUrls = ['s3://pictures/parcel.png'];
    bench.s3.createBucket(ACME, 'pictures').objects.set('parcel.png', PICTURE);
    await bench.client().send(new SendMediaMessageCommand({ ...text, OriginationIdentity, MediaUrls }));
    expect(bench.smsVoice.messages()).toMatchObject([
      { channel: 'VOICE' },
      { channel: 'MEDIA', mediaUrls: MediaUrls },
    ]);
    const { PhoneNumberId: mute } = await bench.client().send(
      new RequestPhoneNumberCommand({
        IsoCountryCode: 'US',
        MessageType: 'TRANSACTIONAL',
        NumberCapabilities: ['SMS'],
        NumberType: 'SIMULATOR',
      }),
    );
    await expect(
      bench.client().send(new SendVoiceMessageCommand({ ...voice, OriginationIdentity: mute })),
    ).rejects.toMatchObject({ Reason: 'VOICE_CAPABILITY_NOT_AVAILABLE' });
  });

  it('does not send from a number that still waits for its registration', async () => {
    const { PhoneNumberId } = await bench.client().send(
      new RequestPhoneNumberCommand({
        IsoCountryCode: 'US',
        MessageType: 'TRANSACTIONAL',
        NumberCapabilities: ['SMS'],
        NumberType: 'TOLL_FREE',
      }),
    );
    await expect(
      bench.client().send(new SendTextMessageCommand({ ...text, OriginationIdentity: PhoneNumberId })),
    ).rejects.toMatchObject({ Reason: 'RESOURCE_NOT_ACTIVE', ResourceType: 'phone-number' });
  });

  it('keeps messages out of countries that a protect configuration blocks', async () => {
    await bench.simulator();
    const client = bench.client();
    const { ProtectConfigurationId = '' } = await client.send(new CreateProtectConfigurationCommand({}));
    await client.send(
      new UpdateProtectConfigurationCountryRuleSetCommand({
        ProtectConfigurationId,
        NumberCapability: 'SMS',
        CountryRuleSetUpdates: { US: { ProtectStatus: 'BLOCK' } },
      }),
    );
    await expect(
      client.send(new SendTextMessageCommand({ ...text, ProtectConfigurationId })),
    ).rejects.toMatchObject({
      Reason: 'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
      ResourceType: 'protect-configuration',
      ResourceId: ProtectConfigurationId,
    });
    await client.send(new SendTextMessageCommand(text));
  });

  it('takes feedback on a message that it sent', async () => {
    await bench.simulator();
    const client = bench.client();
    const { MessageId } = await client.send(
      new SendTextMessageCommand({ ...text, MessageFeedbackEnabled: true }),
    );
    await client.send(new PutMessageFeedbackCommand({ MessageId, MessageFeedbackStatus: 'RECEIVED' }));
    expect(bench.smsVoice.messages()).toMatchObject([{ feedback: 'RECEIVED' }]);
    const other = new PutMessageFeedbackCommand({ MessageId: 'another', MessageFeedbackStatus: 'FAILED' });
    await expect(client.send(other)).rejects.toMatchObject({ ResourceType: 'message' });
    const stranger = new PutMessageFeedbackCommand({ MessageId, MessageFeedbackStatus: 'FAILED' });
    await expect(bench.client(GLOBEX).send(stranger)).rejects.toMatchObject({ ResourceType: 'message' });
  });
});

describe('the quotas a second', () => {
  it('throttle a second request of the kind within the second, when they are kept', async () => {
    const list = () =>
      bench
        .client()
        .send(new CreateOptOutListCommand({ OptOutListName: `l${Math.random()}`.replace('.', '') }));
    await list();
    await list();
    bench.smsVoice.enforceRateQuotas = true;
    await list();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await bench.clock.advance(1001);
    await list();
  });
});
