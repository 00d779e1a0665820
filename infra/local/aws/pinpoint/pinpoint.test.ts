import {
  CreateAppCommand,
  CreateCampaignCommand,
  DeleteAppCommand,
  DeleteGcmChannelCommand,
  GetAppCommand,
  GetAppsCommand,
  GetChannelsCommand,
  GetGcmChannelCommand,
  type MessageRequest,
  PhoneNumberValidateCommand,
  SendMessagesCommand,
  SendOTPMessageCommand,
  SendUsersMessagesCommand,
  UpdateApnsChannelCommand,
  UpdateBaiduChannelCommand,
  UpdateGcmChannelCommand,
  VerifyOTPMessageCommand,
} from '@aws-sdk/client-pinpoint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACME, GLOBEX, MessagingBench, SUCCESS } from '../sms-voice/messaging-bench.rig.ts';

let bench: MessagingBench;
let ApplicationId: string;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
  const { ApplicationResponse } = await bench
    .pinpoint()
    .send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'shop', tags: { team: 'a' } } }));
  ApplicationId = ApplicationResponse?.Id ?? '';
});
afterEach(() => bench.close());

const home = { accountId: ACME.accountId, region: ACME.region };

async function send(request: MessageRequest) {
  const command = new SendMessagesCommand({ ApplicationId, MessageRequest: request });
  const { MessageResponse } = await bench.pinpoint().send(command);
  return MessageResponse?.Result;
}

describe('apps', () => {
  it('are created, read, listed by pages and deleted', async () => {
    const client = bench.pinpoint();
    await client.send(new CreateAppCommand({ CreateApplicationRequest: { Name: 'blog' } }));
    const { ApplicationResponse } = await client.send(new GetAppCommand({ ApplicationId }));
    expect(ApplicationResponse).toMatchObject({
      Id: ApplicationId,
      Arn: `arn:aws:mobiletargeting:us-east-1:${ACME.accountId}:apps/${ApplicationId}`,
      Name: 'shop',
      tags: { team: 'a' },
    });
    const first = await client.send(new GetAppsCommand({ PageSize: '1' }));
    const Token = first.ApplicationsResponse?.NextToken;
    const second = await client.send(new GetAppsCommand({ PageSize: '1', Token }));
    expect([first, second].map(({ ApplicationsResponse }) => ApplicationsResponse?.Item?.[0]?.Name)).toEqual([
      'shop',
      'blog',
    ]);
    expect(second.ApplicationsResponse?.NextToken).toBeUndefined();
    await client.send(new DeleteAppCommand({ ApplicationId }));
    await expect(client.send(new GetAppCommand({ ApplicationId }))).rejects.toMatchObject({
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('belong to their account', async () => {
    const stranger = bench.pinpoint(GLOBEX);
    await expect(stranger.send(new GetAppCommand({ ApplicationId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });
});

describe('channels', () => {
  it('are made by their first update, and give no credential back', async () => {
    const client = bench.pinpoint();
    const get = new GetGcmChannelCommand({ ApplicationId });
    await expect(client.send(get)).rejects.toMatchObject({ name: 'NotFoundException' });
    const GCMChannelRequest = {
      ServiceJson: '{"private_key":"secret"}',
      DefaultAuthenticationMethod: 'TOKEN',
    };
    await client.send(new UpdateGcmChannelCommand({ ApplicationId, GCMChannelRequest }));
    await client.send(
      new UpdateBaiduChannelCommand({
        ApplicationId,
        BaiduChannelRequest: { ApiKey: 'key', SecretKey: 'secret' },
      }),
    );
    const { GCMChannelResponse } = await client.send(get);
    expect(GCMChannelResponse).toMatchObject({
      Platform: 'GCM',
      Enabled: true,
      HasFcmServiceCredentials: true,
      DefaultAuthenticationMethod: 'TOKEN',
      Version: 1,
    });
    const { ChannelsResponse } = await client.send(new GetChannelsCommand({ ApplicationId }));
    expect(Object.keys(ChannelsResponse?.Channels ?? {})).toEqual(['GCM', 'BAIDU']);
    expect(JSON.stringify([GCMChannelResponse, ChannelsResponse])).not.toMatch(/secret|"key"/);
    await client.send(new DeleteGcmChannelCommand({ ApplicationId }));
    await expect(client.send(get)).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('of Apple need a certificate or a token key', async () => {
    const update = (APNSChannelRequest: object) =>
      bench.pinpoint().send(new UpdateApnsChannelCommand({ ApplicationId, APNSChannelRequest }));
    await expect(update({ Enabled: true })).rejects.toMatchObject({ name: 'BadRequestException' });
    const { APNSChannelResponse } = await update({ Enabled: true, TokenKey: 'key', TokenKeyId: 'id' });
    expect(APNSChannelResponse).toMatchObject({ HasTokenKey: true, Platform: 'APNS' });
  });
});

describe('SendMessages', () => {
  it('answers for each address: a text, an opted-out number, devices with and without a channel', async () => {
    await bench.simulator();
    const OptedOutNumber = '+14254147167';
    await bench.smsVoice.call(home, 'PutOptedOutNumber', { OptOutListName: 'Default', OptedOutNumber });
    await bench
      .pinpoint()
      .send(new UpdateGcmChannelCommand({ ApplicationId, GCMChannelRequest: { ApiKey: 'key' } }));
    const result = await send({
      Addresses: {
        [SUCCESS]: { ChannelType: 'SMS', Substitutions: { name: ['Ada'] } },
        [OptedOutNumber]: { ChannelType: 'SMS' },
        'android-token': { ChannelType: 'GCM', BodyOverride: 'Only for you' },
        'apple-token': { ChannelType: 'APNS' },
      },
      MessageConfiguration: {
        SMSMessage: { Body: 'Hello {{name}}' },
        DefaultMessage: { Body: 'Hello' },
      },
    });
    expect(result).toMatchObject({
      [SUCCESS]: { DeliveryStatus: 'SUCCESSFUL', StatusCode: 200, MessageId: expect.any(String) },
      [OptedOutNumber]: { DeliveryStatus: 'OPT_OUT', StatusCode: 400 },
      'android-token': { DeliveryStatus: 'SUCCESSFUL' },
      'apple-token': { DeliveryStatus: 'PERMANENT_FAILURE', StatusCode: 400 },
    });
    expect(bench.smsVoice.messages()).toMatchObject([
      { channel: 'TEXT', destination: SUCCESS, body: 'Hello Ada', accountId: ACME.accountId },
      { channel: 'PUSH', destination: 'android-token', body: 'Only for you', origination: 'GCM' },
    ]);
  });

  it('reports what does not exist and what is not simulated', async () => {
    const MessageConfiguration = { DefaultMessage: { Body: 'Hello' } };
    await expect(send({ MessageConfiguration })).rejects.toMatchObject({ name: 'BadRequestException' });
    await expect(send({ MessageConfiguration, Endpoints: { e: {} } })).rejects.toMatchObject({
      name: 'NotSimulatedException',
    });
    const Addresses = { 'a@example.com': { ChannelType: 'EMAIL' as const } };
    await expect(send({ MessageConfiguration, Addresses })).rejects.toMatchObject({
      name: 'NotSimulatedException',
    });
  });

  it('reaches no user: users are known by endpoints, of which there are none', async () => {
    const { SendUsersMessageResponse } = await bench.pinpoint().send(
      new SendUsersMessagesCommand({
        ApplicationId,
        SendUsersMessageRequest: { MessageConfiguration: {}, Users: { ada: {} } },
      }),
    );
    expect(SendUsersMessageResponse?.Result).toEqual({ ada: {} });
  });
});

describe('one-time passwords', () => {
  const DestinationIdentity = SUCCESS;
  const ReferenceId = 'login-1';
  const otp = async (more: object = {}) => {
    await bench.pinpoint().send(
      new SendOTPMessageCommand({
        ApplicationId,
        SendOTPMessageRequestParameters: {
          BrandName: 'Shop',
          Channel: 'SMS',
          DestinationIdentity,
          OriginationIdentity: (await simulator).PoolId,
          ReferenceId,
          ...more,
        },
      }),
    );
    return bench.smsVoice.messages().at(-1)?.body.match(/^\d+/)?.[0] ?? '';
  };
  const verify = async (Otp: string, reference = ReferenceId) => {
    const VerifyOTPMessageRequestParameters = { DestinationIdentity, Otp, ReferenceId: reference };
    const command = new VerifyOTPMessageCommand({ ApplicationId, VerifyOTPMessageRequestParameters });
    return (await bench.pinpoint().send(command)).VerificationResponse?.Valid;
  };
  const wrong = (code: string) => (code.startsWith('0') ? '1' : '0') + code.slice(1);
  let simulator: ReturnType<MessagingBench['simulator']>;
  beforeEach(() => {
    simulator = bench.simulator();
  });

  it('are good once, for their reference', async () => {
    const code = await otp({ CodeLength: 8 });
    expect(code).toHaveLength(8);
    expect(await verify(code, 'another')).toBe(false);
    expect(await verify(code)).toBe(true);
    expect(await verify(code)).toBe(false);
  });

  it('end with the allowed attempts', async () => {
    const code = await otp({ AllowedAttempts: 2 });
    expect(await verify(wrong(code))).toBe(false);
    expect(await verify(wrong(code))).toBe(false);
    expect(await verify(code)).toBe(false);
  });

  it('end with their validity', async () => {
    const code = await otp({ ValidityPeriod: 5 });
    await bench.clock.advance(5 * 60_000);
    expect(await verify(code)).toBe(false);
  });

  it.each([{ AllowedAttempts: 6 }, { CodeLength: 4 }, { ValidityPeriod: 61 }, { Channel: 'EMAIL' }])(
    'are refused with %j',
    async (parameters) => {
      await expect(otp(parameters)).rejects.toMatchObject({ name: 'BadRequestException' });
    },
  );
});

describe('PhoneNumberValidate', () => {
  it('returns what follows from the number itself', async () => {
    const validate = async (PhoneNumber: string) => {
      const command = new PhoneNumberValidateCommand({ NumberValidateRequest: { PhoneNumber } });
      return (await bench.pinpoint().send(command)).NumberValidateResponse;
    };
    expect(await validate('+1 (604) 555-0100')).toEqual({
      OriginalPhoneNumber: '+1 (604) 555-0100',
      CleansedPhoneNumberE164: '+16045550100',
      CountryCodeIso2: 'CA',
    });
    expect(await validate('call me')).toMatchObject({ PhoneType: 'INVALID', PhoneTypeCode: 3 });
  });
});

describe('access to Pinpoint', () => {
  it('is denied with status 403 on the resource that the path names', async () => {
    const { pinpoint } = bench.roleClients('gcm-only', {
      Effect: 'Allow',
      Action: 'mobiletargeting:*',
      Resource: `arn:aws:mobiletargeting:us-east-1:${ACME.accountId}:apps/${ApplicationId}/channels/gcm`,
    });
    await pinpoint.send(new UpdateGcmChannelCommand({ ApplicationId, GCMChannelRequest: { ApiKey: 'key' } }));
    await expect(pinpoint.send(new GetChannelsCommand({ ApplicationId }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
      message: expect.stringContaining(
        `mobiletargeting:GetChannels on resource: arn:aws:mobiletargeting:us-east-1:${ACME.accountId}:apps/${ApplicationId}/channels`,
      ),
    });
    await expect(pinpoint.send(new GetAppsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining(`arn:aws:mobiletargeting:us-east-1:${ACME.accountId}:apps/*`),
    });
  });

  it('leads to an honest answer where an operation is not simulated', async () => {
    const command = new CreateCampaignCommand({ ApplicationId, WriteCampaignRequest: {} });
    await expect(bench.pinpoint().send(command)).rejects.toMatchObject({
      name: 'NotSimulatedException',
      $metadata: { httpStatusCode: 501 },
      message: expect.stringContaining('CreateCampaign'),
    });
  });
});
