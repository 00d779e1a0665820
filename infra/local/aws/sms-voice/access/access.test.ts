import {
  CreateConfigurationSetCommand,
  CreateEventDestinationCommand,
  DescribeConfigurationSetsCommand,
  DescribePoolsCommand,
  RequestPhoneNumberCommand,
  SendMediaMessageCommand,
  SendTextMessageCommand,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import { HANDLERS } from '../handlers.ts';
import { ACME, GLOBEX, MessagingBench, SUCCESS } from '../messaging-bench.rig.ts';
import { RESOURCES } from './access.ts';

let bench: MessagingBench;
beforeEach(async () => {
  bench = new MessagingBench();
  await bench.listen();
});
afterEach(() => bench.close());

const ARN = `arn:aws:sms-voice:us-east-1:${ACME.accountId}`;

describe('access to sms-voice', () => {
  it('is asked for every operation that is modelled', () => {
    expect(Object.keys(RESOURCES).sort()).toEqual(Object.keys(HANDLERS).sort());
  });

  it('is denied with status 400, naming principal, action and resource', async () => {
    const { smsVoice } = bench.roleClients('idle');
    await expect(smsVoice.send(new DescribePoolsCommand({ PoolIds: ['pool-1'] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
      message: expect.stringMatching(
        /assumed-role\/idle\/test is not authorized to perform: sms-voice:DescribePools on resource: arn:aws:sms-voice:us-east-1:\d+:pool\/pool-1/,
      ),
    });
  });

  it('to send is decided on the identity that sends', async () => {
    const mine = await bench.simulator();
    const other = await bench.simulator();
    const { smsVoice } = bench.roleClients('sender', {
      Effect: 'Allow',
      Action: 'sms-voice:SendTextMessage',
      Resource: `${ARN}:pool/${mine.PoolId}`,
    });
    const send = (OriginationIdentity?: string) =>
      smsVoice.send(new SendTextMessageCommand({ DestinationPhoneNumber: SUCCESS, OriginationIdentity }));
    await send(mine.PoolId);
    for (const identity of [other.PoolId, mine.PhoneNumber, undefined])
      await expect(send(identity)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('to nothing in particular needs a statement on *', async () => {
    const { smsVoice } = bench.roleClients('reader', {
      Effect: 'Allow',
      Action: 'sms-voice:DescribeConfigurationSets',
      Resource: `${ARN}:configuration-set/*`,
    });
    await expect(smsVoice.send(new DescribeConfigurationSetsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(
      smsVoice.send(new DescribeConfigurationSetsCommand({ ConfigurationSetNames: ['Default'] })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('to create with tags needs TagResource too', async () => {
    const { smsVoice } = bench.roleClients('creator', {
      Effect: 'Allow',
      Action: 'sms-voice:CreateConfigurationSet',
      Resource: '*',
    });
    const Tags = [{ Key: 'team', Value: 'a' }];
    await expect(
      smsVoice.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Tagged', Tags })),
    ).rejects.toMatchObject({
      message: expect.stringContaining(`sms-voice:TagResource on resource: ${ARN}:configuration-set/Tagged`),
    });
    await smsVoice.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Bare' }));
    const byTag = bench.roleClients(
      'by-tag',
      { Effect: 'Allow', Action: 'sms-voice:CreateConfigurationSet', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'sms-voice:TagResource',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'a' } },
      },
    );
    await byTag.smsVoice.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Tagged', Tags }));
  });

  it('to hand a role to the service needs PassRole for this service, in this account', async () => {
    await bench.client().send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'Default' }));
    const { LogGroupArn } = bench.logTarget();
    const role = (accountId: string) => `arn:aws:iam::${accountId}:role/events`;
    const create = (name: string, accountId: string = ACME.accountId) =>
      new CreateEventDestinationCommand({
        ConfigurationSetName: 'Default',
        EventDestinationName: name,
        MatchingEventTypes: ['ALL'],
        CloudWatchLogsDestination: { IamRoleArn: role(accountId), LogGroupArn },
      });
    const everything = { Effect: 'Allow', Action: 'sms-voice:*', Resource: '*' } as const;
    const pass = (service: string) =>
      ({
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: '*',
        Condition: { StringEquals: { 'iam:PassedToService': service } },
      }) as const;
    const without = bench.roleClients('without', everything);
    await expect(without.smsVoice.send(create('a'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`iam:PassRole on resource: ${role(ACME.accountId)}`),
    });
    const elsewhere = bench.roleClients('elsewhere', everything, pass('lambda.amazonaws.com'));
    await expect(elsewhere.smsVoice.send(create('a'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    const allowed = bench.roleClients('allowed', everything, pass('sms-voice.amazonaws.com'));
    await allowed.smsVoice.send(create('a'));
    await expect(allowed.smsVoice.send(create('b', GLOBEX.accountId))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('to put a new number into a pool needs the association too', async () => {
    const { PoolId } = await bench.simulator();
    const { smsVoice } = bench.roleClients('buyer', {
      Effect: 'Allow',
      Action: 'sms-voice:RequestPhoneNumber',
      Resource: '*',
    });
    await expect(
      smsVoice.send(
        new RequestPhoneNumberCommand({
          IsoCountryCode: 'US',
          MessageType: 'TRANSACTIONAL',
          NumberCapabilities: ['SMS'],
          NumberType: 'SIMULATOR',
          PoolId,
        }),
      ),
    ).rejects.toMatchObject({ message: expect.stringContaining('sms-voice:AssociateOriginationIdentity') });
  });

  it('to send media needs s3:GetObject on the object, which must be there', async () => {
    const { PhoneNumberId: OriginationIdentity } = await bench.simulator();
    const object = { body: Buffer.from('png'), etag: '"1"', lastModified: 0, headers: {}, writtenBy: 'test' };
    bench.s3.createBucket(ACME, 'pictures').objects.set('a.png', { key: 'a.png', ...object });
    const mayRead = (Resource: string) => ({ Effect: 'Allow' as const, Action: 's3:GetObject', Resource });
    const maySend = { Effect: 'Allow' as const, Action: 'sms-voice:SendMediaMessage', Resource: '*' };
    const send = (name: string, key: string, ...statements: Statement[]) =>
      bench.roleClients(name, maySend, ...statements).smsVoice.send(
        new SendMediaMessageCommand({
          DestinationPhoneNumber: SUCCESS,
          OriginationIdentity,
          MediaUrls: [`s3://pictures/${key}`],
        }),
      );
    await expect(send('sender', 'a.png')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('s3:GetObject on resource: arn:aws:s3:::pictures/a.png'),
    });
    await send('reader', 'a.png', mayRead('arn:aws:s3:::pictures/*'));
    const lister = { Effect: 'Allow' as const, Action: 's3:ListBucket', Resource: '*' };
    await expect(send('lister', 'b.png', mayRead('*'), lister)).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
