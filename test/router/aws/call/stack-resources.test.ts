import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from '../../rig.ts';
import { createRig, TENANTS } from '../../rig.ts';
import type { TestRouter } from '../../test-router.ts';
import { errorOf } from '../../test-router.ts';

const { acme } = TENANTS;
const SET_ARN = `arn:aws:sms-voice:us-east-1:${acme.accountId}:configuration-set/Default`;
const OURS = { Key: 'application', Value: 'pinpoint-tenant-router' };

let rig: Rig;
let router: TestRouter;
let pool: { readonly PoolId: string; readonly PoolArn: string };
let phone: { readonly PhoneNumberId: string; readonly PhoneNumberArn: string };

beforeAll(async () => {
  rig = await createRig();
  const [firstPool] = (await rig.smsVoice.call(acme, 'DescribePools', {})).Pools ?? [];
  const [firstNumber] = (await rig.smsVoice.call(acme, 'DescribePhoneNumbers', {})).PhoneNumbers ?? [];
  pool = { PoolId: String(firstPool?.PoolId), PoolArn: String(firstPool?.PoolArn) };
  phone = {
    PhoneNumberId: String(firstNumber?.PhoneNumberId),
    PhoneNumberArn: String(firstNumber?.PhoneNumberArn),
  };
  for (const ResourceArn of [SET_ARN, pool.PoolArn, phone.PhoneNumberArn])
    await rig.smsVoice.call(acme, 'TagResource', { ResourceArn, Tags: [OURS] });
});
afterAll(() => rig.stop());
beforeEach(() => {
  rig.calls.clear();
  router = rig.startRouter();
});

const post = (action: string, body: object) => router.post(`/acme/${action}`, body);

describe('what the stack made', () => {
  it.each<[string, () => object]>([
    ['DeleteConfigurationSet', () => ({ ConfigurationSetName: 'Default' })],
    ['DeletePool', () => ({ PoolId: pool.PoolId })],
    ['ReleasePhoneNumber', () => ({ PhoneNumberId: phone.PhoneNumberId })],
    ['UntagResource', () => ({ ResourceArn: SET_ARN, TagKeys: ['team', 'application'] })],
    ['TagResource', () => ({ ResourceArn: pool.PoolArn, Tags: [{ Key: 'Application', Value: 'mine' }] })],
    ['CreateConfigurationSet', () => ({ ConfigurationSetName: 'Mine', Tags: [OURS] })],
  ])('is not removed by %s, and the answer names the stack', async (action, body) => {
    expect(errorOf(await post(action, body()))).toMatchObject({
      status: 403,
      name: 'AccessDeniedException',
      message: expect.stringContaining('belong to the stack PinpointTenantAccountStack'),
    });
  });

  it.each(['UpdateEventDestination', 'DeleteEventDestination'])(
    'keeps its event destinations: %s is refused without a call',
    async (action) => {
      for (const ConfigurationSetName of ['Default', SET_ARN, 'default'])
        for (const EventDestinationName of ['Default-Firehose', 'Default-CloudWatch', 'default-firehose'])
          expect(errorOf(await post(action, { ConfigurationSetName, EventDestinationName }))).toMatchObject({
            status: 403,
            name: 'AccessDeniedException',
            message: expect.stringContaining('belong to the stack PinpointTenantAccountStack'),
          });
      expect(rig.calls.count({ service: 'sms-voice' })).toBe(0);
    },
  );

  it('can be changed otherwise, and what the tenant made can be removed', async () => {
    const statusOf = async (action: string, body: object) => (await post(action, body)).status;
    expect(await statusOf('UpdatePool', { PoolId: pool.PoolId, SelfManagedOptOutsEnabled: false })).toBe(200);
    expect(await statusOf('TagResource', { ResourceArn: SET_ARN, Tags: [{ Key: 'team', Value: 'a' }] })).toBe(
      200,
    );
    expect(await statusOf('UntagResource', { ResourceArn: SET_ARN, TagKeys: ['team'] })).toBe(200);
    expect(await statusOf('CreateConfigurationSet', { ConfigurationSetName: 'Mine' })).toBe(200);
    const destination = { ConfigurationSetName: 'Mine', EventDestinationName: 'Default-Firehose' };
    expect(await statusOf('DeleteEventDestination', destination)).toBe(404);
    expect(await statusOf('DeleteConfigurationSet', { ConfigurationSetName: 'Mine' })).toBe(200);
  });
});

describe('what the access role lacks', () => {
  it('is named for objects in S3', async () => {
    const { aws } = rig;
    const object = { body: Buffer.from('png'), etag: '"1"', lastModified: 0, headers: {}, writtenBy: 'test' };
    aws.s3.createBucket(acme, 'pictures').objects.set('a.png', { key: 'a.png', ...object });
    const media = {
      DestinationPhoneNumber: '+14254147755',
      OriginationIdentity: phone.PhoneNumberId,
      MediaUrls: ['s3://pictures/a.png'],
    };
    expect(errorOf(await post('SendMediaMessage', media))).toMatchObject({
      status: 403,
      message: expect.stringMatching(/s3:GetObject .*mediaBucketArns of PinpointTenantAccountStack/),
    });
  });

  it('is named for roles that it may not pass', async () => {
    const body = {
      ConfigurationSetName: 'Default',
      EventDestinationName: 'Mine',
      MatchingEventTypes: ['ALL'],
      CloudWatchLogsDestination: {
        IamRoleArn: `arn:aws:iam::${acme.accountId}:role/Mine`,
        LogGroupArn: `arn:aws:logs:us-east-1:${acme.accountId}:log-group:mine`,
      },
    };
    expect(errorOf(await post('CreateEventDestination', body))).toMatchObject({
      status: 403,
      message: expect.stringMatching(/iam:PassRole.*passableRoleArns of PinpointTenantAccountStack/),
    });
  });

  it('is not made up where AWS says more', async () => {
    const { message } = errorOf(
      await post('DeletePool', { PoolId: 'pool-00000000000000000000000000000000' }),
    );
    expect(message).not.toContain('belong to the stack');
  });
});
