import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf } from '../client-config.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import { policy } from '../iam/policy/policies.rig.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';

const { management, acme, globex } = LOCAL_ACCOUNTS;
const clock = new FakeClock();
const ROLE = `arn:aws:iam::${acme.accountId}:role/PinpointManagementAccountAccessRole`;
let aws: LocalAws;
let sts: STSClient;

beforeAll(async () => {
  aws = await createLocalAws({ clock });
  sts = new STSClient(administratorOf(aws, management));
  aws.kernel.iam.createRole(acme.accountId, {
    roleName: 'PinpointManagementAccountAccessRole',
    maxSessionDurationSeconds: 7200,
    assumeRolePolicy: policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${management.accountId}:root` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
    }),
    policies: {
      lists: policy({ Effect: 'Allow', Action: ['dynamodb:ListTables', 'sts:AssumeRole'], Resource: '*' }),
    },
  });
});
afterAll(() => aws.stop());

function assume(changes: Partial<AssumeRoleCommandInput> = {}, client = sts) {
  const input = { RoleArn: ROLE, RoleSessionName: 'router-read', ExternalId: 'acme', ...changes };
  return client.send(new AssumeRoleCommand(input));
}

async function clientConfig(changes: Partial<AssumeRoleCommandInput> = {}) {
  const { Credentials: { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = {} } =
    await assume(changes);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { endpoint: aws.url, region: acme.region, credentials };
}

describe('GetCallerIdentity', () => {
  it('derives the account from the access key', async () => {
    const identity = await new STSClient(administratorOf(aws, globex)).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: globex.accountId,
      Arn: `arn:aws:iam::${globex.accountId}:user/administrator`,
    });
  });
});

describe('AssumeRole', () => {
  it('gives credentials of a session in the role’s account, for an hour', async () => {
    const { Credentials, AssumedRoleUser } = await assume();
    expect(Credentials?.Expiration).toEqual(new Date(Math.floor(clock.now()) + 3_600_000));
    const arn = `arn:aws:sts::${acme.accountId}:assumed-role/PinpointManagementAccountAccessRole/router-read`;
    expect(AssumedRoleUser?.Arn).toBe(arn);
    const identity = await new STSClient(await clientConfig()).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: acme.accountId, Arn: arn });
    expect(identity.UserId).toBe(AssumedRoleUser?.AssumedRoleId);
  });

  it.each<[name: string, changes: Partial<AssumeRoleCommandInput>]>([
    ['another external id', { ExternalId: 'globex' }],
    ['no external id', { ExternalId: undefined }],
    ['a role that does not exist', { RoleArn: `${ROLE}2` }],
  ])('is AccessDenied with %s', async (_name, changes) => {
    await expect(assume(changes)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: sts:AssumeRole on resource:'),
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('is AccessDenied for an account that the trust policy does not name', async () => {
    const stranger = new STSClient(administratorOf(aws, globex));
    await expect(assume({}, stranger)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('is AccessDenied within the account for an administrator that the trust policy does not name', async () => {
    const owner = new STSClient(administratorOf(aws, acme));
    await expect(assume({}, owner)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each<[name: string, error: string, changes: Partial<AssumeRoleCommandInput>]>([
    ['an external id of one character', 'ValidationError', { ExternalId: 'a' }],
    ['a session name with a slash', 'ValidationError', { RoleSessionName: 'a/b' }],
    ['less than 15 minutes', 'ValidationError', { DurationSeconds: 899 }],
    ['more than the role allows', 'ValidationError', { DurationSeconds: 7201 }],
    ['what is no role ARN', 'ValidationError', { RoleArn: 'PinpointManagementAccountAccessRole' }],
    ['a session policy that is no JSON', 'MalformedPolicyDocumentException', { Policy: '{' }],
    [
      'a session policy with a principal',
      'MalformedPolicyDocumentException',
      { Policy: JSON.stringify(policy({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })) },
    ],
    ['a session policy over 2,048 characters', 'ValidationError', { Policy: `{${' '.repeat(2048)}}` }],
  ])('refuses %s', async (_name, error, changes) => {
    await expect(assume(changes)).rejects.toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
  });

  it('says of a parameter that it leaves out that it does', async () => {
    await expect(assume({ Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toMatchObject({
      name: 'NotSimulatedException',
    });
  });

  it('holds a session to its session policy', async () => {
    const list = async (Policy?: string) =>
      new DynamoDBClient(await clientConfig({ Policy })).send(new ListTablesCommand({}));
    const only = (Action: string) => JSON.stringify(policy({ Effect: 'Allow', Action, Resource: '*' }));
    await list();
    await list(only('dynamodb:*'));
    await expect(list(only('sms-voice:*'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('because no session policy allows the dynamodb:ListTables action'),
    });
  });

  it('ends a chained session after an hour at most', async () => {
    const { arn } = aws.kernel.iam.createRole(acme.accountId, {
      roleName: 'Next',
      maxSessionDurationSeconds: 43_200,
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { AWS: acme.accountId },
        Action: 'sts:AssumeRole',
      }),
    });
    const chained = new STSClient(await clientConfig());
    await assume({ RoleArn: arn, DurationSeconds: 3600 }, chained);
    await expect(assume({ RoleArn: arn, DurationSeconds: 3601 }, chained)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('role chaining'),
    });
  });

  it('expires credentials by the local clock', async () => {
    const config = await clientConfig({ DurationSeconds: 900 });
    const list = () => new DynamoDBClient(config).send(new ListTablesCommand({}));
    await clock.advance(899_000);
    await list();
    await clock.advance(1000);
    await expect(list()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
    });
  });
});
