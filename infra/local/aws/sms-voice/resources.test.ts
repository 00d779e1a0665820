import {
  AssociateOriginationIdentityCommand,
  CreateConfigurationSetCommand,
  CreateEventDestinationCommand,
  CreateOptOutListCommand,
  CreatePoolCommand,
  CreateVerifiedDestinationNumberCommand,
  DeleteKeywordCommand,
  DeleteOptOutListCommand,
  DeletePoolCommand,
  DescribeAccountAttributesCommand,
  DescribeAccountLimitsCommand,
  DescribeConfigurationSetsCommand,
  DescribeKeywordsCommand,
  DescribeOptOutListsCommand,
  DescribePhoneNumbersCommand,
  DescribePoolsCommand,
  DescribeSpendLimitsCommand,
  DisassociateOriginationIdentityCommand,
  ListPoolOriginationIdentitiesCommand,
  ListTagsForResourceCommand,
  PutKeywordCommand,
  paginateDescribeOptOutLists,
  ReleasePhoneNumberCommand,
  RequestPhoneNumberCommand,
  RequestSenderIdCommand,
  SendDestinationNumberVerificationCodeCommand,
  SendTextMessageCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePhoneNumberCommand,
  VerifyDestinationNumberCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACME, MessagingBench, SUCCESS } from './messaging-bench.rig.ts';

let bench: MessagingBench;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
});
afterEach(() => bench.close());

const simulatorNumber = {
  IsoCountryCode: 'US',
  MessageType: 'TRANSACTIONAL',
  NumberCapabilities: ['SMS'],
  NumberType: 'SIMULATOR',
} as const;
const request = (more: object = {}) =>
  bench
    .client()
    .send(new RequestPhoneNumberCommand({ ...simulatorNumber, NumberCapabilities: ['SMS'], ...more }));

describe('phone numbers and pools', () => {
  it('give every number its own digits', async () => {
    const numbers = [await request(), await request(), await request()];
    expect(new Set(numbers.map(({ PhoneNumber }) => PhoneNumber)).size).toBe(3);
    expect(numbers[0]).toMatchObject({
      PhoneNumber: expect.stringMatching(/^\+1206555\d{4}$/),
      PhoneNumberArn: `arn:aws:sms-voice:us-east-1:${ACME.accountId}:phone-number/${numbers[0]?.PhoneNumberId}`,
      Status: 'ACTIVE',
      OptOutListName: 'Default',
    });
  });

  it('say so when a country has no numbers here', async () => {
    await expect(request({ IsoCountryCode: 'GB' })).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });

  it('do not release a protected number, nor one in a pool', async () => {
    const client = bench.client();
    const { PhoneNumberId } = await request({ DeletionProtectionEnabled: true });
    const release = new ReleasePhoneNumberCommand({ PhoneNumberId });
    await expect(client.send(release)).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'DELETION_PROTECTION_ENABLED',
      ResourceType: 'phone-number',
      ResourceId: PhoneNumberId,
    });
    await client.send(new UpdatePhoneNumberCommand({ PhoneNumberId, DeletionProtectionEnabled: false }));
    const { PoolId } = await client.send(
      new CreatePoolCommand({ OriginationIdentity: PhoneNumberId, MessageType: 'TRANSACTIONAL' }),
    );
    await expect(client.send(release)).rejects.toMatchObject({ Reason: 'PHONE_NUMBER_ASSOCIATED_TO_POOL' });
    await client.send(new DeletePoolCommand({ PoolId }));
    expect(await client.send(release)).toMatchObject({ Status: 'DELETED' });
    await expect(client.send(release)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('keep a number in one pool, and a pool from being empty', async () => {
    const client = bench.client();
    const { PoolId, PhoneNumberId } = await bench.simulator();
    const second = await request({ NumberCapabilities: ['SMS', 'VOICE', 'MMS'] });
    const OriginationIdentity = second.PhoneNumberId;
    await client.send(new AssociateOriginationIdentityCommand({ PoolId, OriginationIdentity }));
    await expect(
      client.send(new CreatePoolCommand({ OriginationIdentity, MessageType: 'TRANSACTIONAL' })),
    ).rejects.toMatchObject({ Reason: 'PHONE_NUMBER_ASSOCIATED_TO_POOL' });
    const { OriginationIdentities } = await client.send(new ListPoolOriginationIdentitiesCommand({ PoolId }));
    expect(OriginationIdentities?.map((each) => each.OriginationIdentity)).toEqual([
      PhoneNumberId,
      OriginationIdentity,
    ]);
    const leave = (id: string) =>
      client.send(new DisassociateOriginationIdentityCommand({ PoolId, OriginationIdentity: id }));
    await leave(PhoneNumberId);
    await expect(leave(OriginationIdentity ?? '')).rejects.toMatchObject({ Reason: 'LAST_PHONE_NUMBER' });
  });

  it('refuse a pool of another message type, and numbers that differ from the pool', async () => {
    const client = bench.client();
    const { PoolId } = await bench.simulator();
    const { PhoneNumberId: OriginationIdentity } = await request({ MessageType: 'PROMOTIONAL' });
    await expect(
      client.send(new CreatePoolCommand({ OriginationIdentity, MessageType: 'TRANSACTIONAL' })),
    ).rejects.toMatchObject({ Reason: 'MESSAGE_TYPE_MISMATCH' });
    await expect(
      client.send(new AssociateOriginationIdentityCommand({ PoolId, OriginationIdentity })),
    ).rejects.toMatchObject({ Reason: 'MESSAGE_TYPE_MISMATCH' });
  });

  it('put a requested number into a pool at once', async () => {
    const { PoolId } = await bench.simulator();
    const { PhoneNumberId = '' } = await request({ PoolId });
    const { PhoneNumbers } = await bench
      .client()
      .send(new DescribePhoneNumbersCommand({ PhoneNumberIds: [PhoneNumberId] }));
    expect(PhoneNumbers).toMatchObject([{ PoolId }]);
  });

  it('send under a sender id of the destination country', async () => {
    await bench.client().send(new RequestSenderIdCommand({ SenderId: 'PARCELS', IsoCountryCode: 'GB' }));
    await bench.client().send(
      new SendTextMessageCommand({
        DestinationPhoneNumber: '+447860019066',
        OriginationIdentity: 'PARCELS',
      }),
    );
    expect(bench.smsVoice.messages()).toMatchObject([{ origination: 'PARCELS' }]);
  });

  it.each(['US', 'CA', 'CN'])('have no sender ids in %s', async (IsoCountryCode) => {
    const request = new RequestSenderIdCommand({ SenderId: 'PARCELS', IsoCountryCode });
    await expect(bench.client().send(request)).rejects.toMatchObject({ Reason: 'SENDER_ID_NOT_SUPPORTED' });
  });

  it('take a sender id into a pool with its country only, even by its ARN', async () => {
    const client = bench.client();
    const { PoolId } = await bench.simulator();
    const request = new RequestSenderIdCommand({ SenderId: 'PARCELS', IsoCountryCode: 'GB' });
    const { SenderIdArn: OriginationIdentity } = await client.send(request);
    const join = (IsoCountryCode?: string) =>
      client.send(new AssociateOriginationIdentityCommand({ PoolId, OriginationIdentity, IsoCountryCode }));
    await expect(join()).rejects.toMatchObject({ name: 'ValidationException', Reason: 'INVALID_ARN' });
    expect(await join('GB')).toMatchObject({ OriginationIdentity: 'PARCELS', IsoCountryCode: 'GB' });
  });

  it('answer to keywords, of which HELP and STOP stay', async () => {
    const client = bench.client();
    const { PoolId: OriginationIdentity } = await bench.simulator();
    const Keyword = 'Hours';
    await client.send(new PutKeywordCommand({ OriginationIdentity, Keyword, KeywordMessage: '9 to 5' }));
    const { Keywords } = await client.send(new DescribeKeywordsCommand({ OriginationIdentity }));
    expect(Keywords).toMatchObject([{ Keyword: 'HELP' }, { Keyword: 'STOP' }, { Keyword: 'HOURS' }]);
    await client.send(new DeleteKeywordCommand({ OriginationIdentity, Keyword }));
    const stop = new DeleteKeywordCommand({ OriginationIdentity, Keyword: 'STOP' });
    await expect(client.send(stop)).rejects.toMatchObject({ Reason: 'RESOURCE_DELETION_NOT_ALLOWED' });
  });
});

describe('configuration sets and opt-out lists', () => {
  it('exist once', async () => {
    const client = bench.client();
    const set = { ConfigurationSetName: 'Default' };
    await client.send(new CreateConfigurationSetCommand(set));
    await expect(client.send(new CreateConfigurationSetCommand(set))).rejects.toMatchObject({
      name: 'ConflictException',
      Reason: 'RESOURCE_ALREADY_EXISTS',
      ResourceType: 'configuration-set',
      ResourceId: 'Default',
    });
  });

  it('answer a repeated client token as before', async () => {
    const input = { ConfigurationSetName: 'Default', ClientToken: 'a-token' };
    const first = await bench.client().send(new CreateConfigurationSetCommand(input));
    const second = await bench.client().send(new CreateConfigurationSetCommand(input));
    expect(second.CreatedTimestamp).toEqual(first.CreatedTimestamp);
  });

  it('hold five event destinations, each with one target', async () => {
    const client = bench.client();
    const ConfigurationSetName = 'Default';
    await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName }));
    const create = (EventDestinationName: string, target: object) =>
      client.send(
        new CreateEventDestinationCommand({
          ConfigurationSetName,
          EventDestinationName,
          MatchingEventTypes: ['ALL'],
          ...target,
        }),
      );
    await expect(create('none', {})).rejects.toMatchObject({ Reason: 'MISSING_PARAMETER' });
    const toLogs = { CloudWatchLogsDestination: bench.logTarget() };
    for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name, toLogs);
    await expect(create('f', toLogs)).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      Reason: 'EVENT_DESTINATIONS_PER_CONFIGURATION_SET',
    });
    await expect(create('a', toLogs)).rejects.toMatchObject({ Reason: 'RESOURCE_ALREADY_EXISTS' });
    const { ConfigurationSets } = await client.send(
      new DescribeConfigurationSetsCommand({
        Filters: [{ Name: 'event-destination-name', Values: ['c', 'x'] }],
      }),
    );
    expect(ConfigurationSets).toMatchObject([{ ConfigurationSetName, CreatedTimestamp: expect.any(Date) }]);
  });

  it.each([
    [
      'a log group that does not exist',
      { LogGroupArn: 'arn:aws:logs:us-east-1:222222222222:log-group:none' },
    ],
    ['a role that does not exist', { IamRoleArn: 'arn:aws:iam::222222222222:role/none' }],
  ])('take no event destination with %s', async (_what, wrong) => {
    const client = bench.client();
    await client.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Default' }));
    const create = new CreateEventDestinationCommand({
      ConfigurationSetName: 'Default',
      EventDestinationName: 'logs',
      MatchingEventTypes: ['ALL'],
      CloudWatchLogsDestination: { ...bench.logTarget(), ...wrong },
    });
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'ValidationException',
      Reason: 'RESOURCE_NOT_ACCESSIBLE',
      Fields: [{ Name: `CloudWatchLogsDestination.${Object.keys(wrong)[0]}` }],
    });
  });

  it('page through a list, and refuse a token that is not theirs', async () => {
    const client = bench.client();
    for (const name of ['a', 'b', 'c', 'd'])
      await client.send(new CreateOptOutListCommand({ OptOutListName: name }));
    const names: (string | undefined)[] = [];
    for await (const page of paginateDescribeOptOutLists({ client, pageSize: 2 }, {}))
      names.push(...(page.OptOutLists ?? []).map(({ OptOutListName }) => OptOutListName));
    expect(names).toEqual(['Default', 'a', 'b', 'c', 'd']);
    const { NextToken } = await client.send(new DescribeOptOutListsCommand({ MaxResults: 1 }));
    for (const question of [{ NextToken: 'made-up' }, { NextToken, Owner: 'SELF' as const }]) {
      await expect(client.send(new DescribeOptOutListsCommand(question))).rejects.toMatchObject({
        name: 'ValidationException',
        Reason: 'INVALID_NEXT_TOKEN',
      });
    }
  });

  it('keep an opt-out list while something refers to it', async () => {
    const client = bench.client();
    const OptOutListName = 'Newsletter';
    await client.send(new CreateOptOutListCommand({ OptOutListName }));
    const { PhoneNumberId } = await request({ OptOutListName });
    const remove = new DeleteOptOutListCommand({ OptOutListName });
    await expect(client.send(remove)).rejects.toMatchObject({ Reason: 'RESOURCE_DELETION_NOT_ALLOWED' });
    await client.send(new ReleasePhoneNumberCommand({ PhoneNumberId }));
    await client.send(remove);
  });
});

describe('tags', () => {
  it('are added, listed and removed by ARN', async () => {
    const client = bench.client();
    const { PoolId } = await bench.simulator();
    const { Pools } = await client.send(new DescribePoolsCommand({ PoolIds: [PoolId] }));
    const ResourceArn = Pools?.[0]?.PoolArn;
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ];
    await client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['a'] }));
    expect(await client.send(new ListTagsForResourceCommand({ ResourceArn }))).toMatchObject({
      Tags: [{ Key: 'b', Value: '2' }],
    });
    const missing = `arn:aws:sms-voice:us-east-1:${ACME.accountId}:pool/pool-0`;
    await expect(client.send(new TagResourceCommand({ ResourceArn: missing, Tags }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'pool',
    });
    const tooMany = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(client.send(new TagResourceCommand({ ResourceArn, Tags: tooMany }))).rejects.toMatchObject({
      Reason: 'TAGS_PER_RESOURCE',
    });
  });
});

describe('the account', () => {
  it('describes its tier, limits and spending', async () => {
    const client = bench.client();
    await request();
    expect(await client.send(new DescribeAccountAttributesCommand({}))).toMatchObject({
      AccountAttributes: [{ Name: 'ACCOUNT_TIER', Value: 'PRODUCTION' }],
    });
    const { AccountLimits } = await client.send(new DescribeAccountLimitsCommand({}));
    expect(AccountLimits).toContainEqual({ Name: 'PHONE_NUMBERS', Used: 1, Max: expect.any(Number) });
    const { SpendLimits } = await client.send(new DescribeSpendLimitsCommand({}));
    expect(SpendLimits).toContainEqual(
      expect.objectContaining({ Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', Overridden: false }),
    );
  });

  it('sends to verified destinations only while it is in the sandbox', async () => {
    const sandbox = new MessagingBench({ accountTier: 'SANDBOX' });
    await sandbox.listen();
    try {
      const client = sandbox.client();
      await client.send(new RequestPhoneNumberCommand({ ...simulatorNumber, NumberCapabilities: ['SMS'] }));
      await client.send(
        new RequestPhoneNumberCommand({
          ...simulatorNumber,
          NumberCapabilities: ['SMS'],
          IsoCountryCode: 'GB',
          NumberType: 'LONG_CODE',
        }),
      );
      await client.send(new SendTextMessageCommand({ DestinationPhoneNumber: SUCCESS }));
      const DestinationPhoneNumber = '+447700900999';
      const send = new SendTextMessageCommand({ DestinationPhoneNumber });
      await expect(client.send(send)).rejects.toMatchObject({
        Reason: 'DESTINATION_PHONE_NUMBER_NOT_VERIFIED',
      });
      const { VerifiedDestinationNumberId } = await client.send(
        new CreateVerifiedDestinationNumberCommand({ DestinationPhoneNumber }),
      );
      await client.send(
        new SendDestinationNumberVerificationCodeCommand({
          VerifiedDestinationNumberId,
          VerificationChannel: 'TEXT',
        }),
      );
      const [code = ''] = sandbox.smsVoice.messages().at(-1)?.body.match(/\d{6}/) ?? [];
      const verify = (VerificationCode: string) =>
        client.send(new VerifyDestinationNumberCommand({ VerifiedDestinationNumberId, VerificationCode }));
      await expect(verify(`${code}0`)).rejects.toMatchObject({ Reason: 'VERIFICATION_CODE_MISMATCH' });
      expect(await verify(code)).toMatchObject({ Status: 'VERIFIED' });
      await expect(verify(code)).rejects.toMatchObject({ Reason: 'VERIFICATION_ALREADY_COMPLETE' });
      await client.send(send);
    } finally {
      await sandbox.close();
    }
  });
});
