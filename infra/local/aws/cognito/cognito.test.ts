import {
  AddUserPoolClientSecretCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  type CreateUserPoolClientCommandInput,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
  ListUserPoolClientSecretsCommand,
  paginateListUserPoolClients,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf } from '../client-config.ts';
import type { Template } from '../cloudformation/template/template.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const clock = new FakeClock();
let aws: LocalAws;
let pool: { id: string; arn: string; clientId: string; clientSecret: string; peopleClientId: string };

const TEMPLATE: Template = {
  Resources: {
    Pool: {
      Type: 'AWS::Cognito::UserPool',
      Properties: {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        Policies: { PasswordPolicy: { MinimumLength: 9, RequireSymbols: true, RequireNumbers: true } },
      },
    },
    Group: {
      Type: 'AWS::Cognito::UserPoolGroup',
      Properties: { UserPoolId: { Ref: 'Pool' }, GroupName: 'Admin' },
    },
    Api: {
      Type: 'AWS::Cognito::UserPoolResourceServer',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        Identifier: 'api',
        Scopes: [{ ScopeName: 'Admin' }, { ScopeName: 'Read' }],
      },
    },
    Machine: {
      Type: 'AWS::Cognito::UserPoolClient',
      DependsOn: 'Api',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['api/Admin'],
      },
    },
    People: {
      Type: 'AWS::Cognito::UserPoolClient',
      DependsOn: 'Api',
      Properties: {
        UserPoolId: { Ref: 'Pool' },
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['code'],
        AllowedOAuthScopes: ['openid', 'api/Admin'],
      },
    },
    Domain: {
      Type: 'AWS::Cognito::UserPoolDomain',
      Properties: { UserPoolId: { Ref: 'Pool' }, Domain: 'router' },
    },
    User: {
      Type: 'AWS::Cognito::UserPoolUser',
      Properties: { UserPoolId: { Ref: 'Pool' }, Username: 'admin' },
    },
    Membership: {
      Type: 'AWS::Cognito::UserPoolUserToGroupAttachment',
      Properties: { UserPoolId: { Ref: 'Pool' }, Username: { Ref: 'User' }, GroupName: { Ref: 'Group' } },
    },
  },
  Outputs: {
    Id: { Value: { Ref: 'Pool' } },
    Arn: { Value: { 'Fn::GetAtt': ['Pool', 'Arn'] } },
    Machine: { Value: { Ref: 'Machine' } },
    Secret: { Value: { 'Fn::GetAtt': ['Machine', 'ClientSecret'] } },
    People: { Value: { Ref: 'People' } },
  },
};

beforeAll(async () => {
  aws = await createLocalAws({ clock });
  const deployment = {
    home: management,
    stackName: 'Auth',
    template: TEMPLATE,
    assets: new Map<string, string>(),
  };
  const {
    Id = '',
    Arn = '',
    Machine = '',
    Secret = '',
    People = '',
  } = await aws.cloudFormation.deploy(deployment);
  pool = { id: Id, arn: Arn, clientId: Machine, clientSecret: Secret, peopleClientId: People };
});
afterAll(() => aws.stop());

interface TokenAnswer {
  readonly status: number;
  readonly access_token?: string;
  readonly error?: string;
}

async function requestToken(form: Record<string, string>, basic?: string): Promise<TokenAnswer> {
  const response = await fetch(`${aws.url}/oauth2/token`, {
    method: 'POST',
    headers: basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const machine = () => `${pool.clientId}:${pool.clientSecret}`;
const CREDENTIALS = { grant_type: 'client_credentials' };

async function machineToken(): Promise<string> {
  const { access_token = '' } = await requestToken(CREDENTIALS, machine());
  return access_token;
}

/** The production verifier, with the local keys instead of a download. */
async function verifier(clientId: string | null, tokenUse: 'access' | 'id' = 'access') {
  const verify = CognitoJwtVerifier.create({ userPoolId: pool.id, tokenUse, clientId });
  const keys = await (await fetch(`${aws.url}/${pool.id}/.well-known/jwks.json`)).json();
  verify.cacheJwks(keys as Parameters<typeof verify.cacheJwks>[0]);
  return verify;
}

describe('the token endpoint', () => {
  it('takes the client’s secret by Basic authentication or in the body', async () => {
    const byBasic = await requestToken(CREDENTIALS, machine());
    expect(byBasic).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 3600 });
    const inBody = { ...CREDENTIALS, client_id: pool.clientId, client_secret: pool.clientSecret };
    expect((await requestToken(inBody)).status).toBe(200);
  });

  it('issues a token with the claims of Cognito’s, which aws-jwt-verify accepts', async () => {
    const token = await machineToken();
    const claims = await (await verifier(pool.clientId)).verify(token, { scope: 'api/Admin' });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'RS256', kid: expect.any(String) });
    const now = Math.floor(clock.now() / 1000);
    expect(claims).toEqual({
      sub: pool.clientId,
      token_use: 'access',
      scope: 'api/Admin',
      auth_time: now,
      iss: `https://cognito-idp.us-east-1.amazonaws.com/${pool.id}`,
      exp: now + 3600,
      iat: now,
      version: 2,
      jti: expect.any(String),
      client_id: pool.clientId,
    });
  });

  it.each<[error: string, why: string, form: Record<string, string>, basic: (() => string) | undefined]>([
    ['invalid_client', 'a wrong secret', CREDENTIALS, () => `${pool.clientId}:guessed`],
    ['invalid_client', 'an unknown client', CREDENTIALS, () => `nobody:${pool.clientSecret}`],
    ['invalid_client', 'no client', CREDENTIALS, undefined],
    ['invalid_client', 'a public client, which has no secret', CREDENTIALS, () => `${pool.peopleClientId}:`],
    ['invalid_request', 'no grant type', { scope: 'api/Admin' }, machine],
    ['unsupported_grant_type', 'another grant type', { grant_type: 'password' }, machine],
    [
      'invalid_scope',
      'a scope that exists but is not the client’s',
      { ...CREDENTIALS, scope: 'api/Read' },
      machine,
    ],
    [
      'invalid_scope',
      'one such scope among others',
      { ...CREDENTIALS, scope: 'api/Admin api/Read' },
      machine,
    ],
  ])('answers %s to %s', async (error, _why, form, basic) => {
    expect(await requestToken(form, basic?.())).toEqual({ status: 400, error });
  });

  it('answers unauthorized_client to one that may not use the flow', async () => {
    aws.cognito
      .userPool(pool.id)
      .putClient({ clientId: 'coding', clientSecret: 'secret', allowedOAuthFlows: ['code'] });
    expect(await requestToken(CREDENTIALS, 'coding:secret')).toEqual({
      status: 400,
      error: 'unauthorized_client',
    });
  });

  it('says that it does not simulate people’s sign-in', async () => {
    const answer = await requestToken({ grant_type: 'authorization_code', code: 'x' }, machine());
    expect(answer).toMatchObject({
      status: 501,
      error_description: expect.stringContaining('does not simulate'),
    });
  });

  it('knows a client that was added with an id and a secret of one’s own', async () => {
    aws.cognito.addClient(pool.id, {
      clientId: 'local-admin',
      clientSecret: 'local-admin-secret',
      scopes: ['api/Admin'],
    });
    const { access_token = '' } = await requestToken(
      { ...CREDENTIALS, scope: 'api/Admin' },
      'local-admin:local-admin-secret',
    );
    expect(decodeJwt(access_token)).toMatchObject({ client_id: 'local-admin', scope: 'api/Admin' });
  });
});

describe('the authorizer’s check', () => {
  it('gives the claims of the pool’s own access tokens', async () => {
    expect(await aws.cognito.verifyAccessToken(await machineToken(), pool.arn)).toMatchObject({
      client_id: pool.clientId,
    });
  });

  it('gives nothing for another pool’s token, an id token, an altered or an expired one', async () => {
    const other = aws.cognito.createUserPool(acme);
    other.putClient({
      clientId: 'foreign',
      clientSecret: 'secret',
      allowedOAuthFlows: ['client_credentials'],
    });
    const foreign = (await requestToken(CREDENTIALS, 'foreign:secret')).access_token ?? '';
    const { idToken } = await aws.cognito.signIn(pool.id, {
      clientId: pool.peopleClientId,
      username: 'admin',
    });
    const token = await machineToken();
    const [header = '', , signature = ''] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), client_id: 'other' })).toString(
      'base64url',
    );
    for (const refused of [foreign, idToken, [header, claims, signature].join('.'), 'no token'])
      expect(await aws.cognito.verifyAccessToken(refused, pool.arn)).toBeUndefined();
    expect(await aws.cognito.verifyAccessToken(foreign, other.arn)).toBeDefined();
    await clock.advance(3_600_000);
    expect(await aws.cognito.verifyAccessToken(token, pool.arn)).toBeUndefined();
    expect(await aws.cognito.verifyAccessToken(await machineToken(), pool.arn)).toBeDefined();
  });
});

describe('people', () => {
  it('have tokens that name their groups', async () => {
    const tokens = await aws.cognito.signIn(pool.id, { clientId: pool.peopleClientId, username: 'admin' });
    expect(decodeJwt(tokens.accessToken)).toMatchObject({
      token_use: 'access',
      username: 'admin',
      client_id: pool.peopleClientId,
      scope: 'openid api/Admin',
      'cognito:groups': ['Admin'],
    });
    expect(decodeJwt(tokens.idToken)).toMatchObject({
      token_use: 'id',
      'cognito:username': 'admin',
      aud: pool.peopleClientId,
      'cognito:groups': ['Admin'],
    });
  });

  it('are given a password that the pool’s policy accepts', async () => {
    const client = new CognitoIdentityProviderClient(administratorOf(aws, management));
    const set = (Password: string, Username = 'admin') =>
      client.send(new AdminSetUserPasswordCommand({ UserPoolId: pool.id, Username, Password }));
    await set('Passw0rd!');
    await expect(set('Password')).rejects.toMatchObject({ name: 'InvalidPasswordException' });
    await expect(set('Passw0rd!', 'nobody')).rejects.toMatchObject({ name: 'UserNotFoundException' });
  });
});

describe('operators', () => {
  const describeClient = (account: Parameters<typeof administratorOf>[1]) =>
    new CognitoIdentityProviderClient({ ...administratorOf(aws, account), region: 'us-east-1' }).send(
      new DescribeUserPoolClientCommand({ UserPoolId: pool.id, ClientId: pool.clientId }),
    );

  it('read a client’s secret with the pool’s account, and with no other', async () => {
    const { UserPoolClient } = await describeClient(management);
    expect(UserPoolClient).toMatchObject({
      ClientSecret: pool.clientSecret,
      AllowedOAuthScopes: ['api/Admin'],
    });
    await expect(describeClient(acme)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('app clients by API', () => {
  const client = () => new CognitoIdentityProviderClient(administratorOf(aws, management));
  const create = async (changes: Partial<CreateUserPoolClientCommandInput> = {}) => {
    const { UserPoolClient } = await client().send(
      new CreateUserPoolClientCommand({
        UserPoolId: pool.id,
        ClientName: 'machine',
        GenerateSecret: true,
        AllowedOAuthFlowsUserPoolClient: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['api/Read'],
        ...changes,
      }),
    );
    const { ClientId = '', ClientSecret = '' } = UserPoolClient ?? {};
    return { made: { UserPoolId: pool.id, ClientId }, secret: ClientSecret };
  };
  const statusOf = async ({ ClientId }: { ClientId: string }, by: string) =>
    (await requestToken(CREDENTIALS, `${ClientId}:${by}`)).status;

  it('are made, listed page by page, changed and deleted', async () => {
    const { made, secret } = await create();
    expect(await statusOf(made, secret)).toBe(200);
    const ids: (string | undefined)[] = [];
    const pages = paginateListUserPoolClients({ client: client(), pageSize: 1 }, { UserPoolId: pool.id });
    for await (const { UserPoolClients = [] } of pages)
      ids.push(...UserPoolClients.map(({ ClientId }) => ClientId));
    expect(ids).toEqual(expect.arrayContaining([pool.clientId, pool.peopleClientId, made.ClientId]));

    // What is left out gets its default again: the client may not use OAuth any more.
    const { UserPoolClient } = await client().send(new UpdateUserPoolClientCommand(made));
    expect(UserPoolClient).toMatchObject({ ClientName: 'machine', ClientSecret: secret });
    expect(UserPoolClient?.AllowedOAuthScopes).toEqual([]);
    expect(await statusOf(made, secret)).toBe(400);
    await client().send(new DeleteUserPoolClientCommand(made));
    await expect(client().send(new DescribeUserPoolClientCommand(made))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it.each<[string, Partial<CreateUserPoolClientCommandInput>, string]>([
    ['a scope that no resource server has', { AllowedOAuthScopes: ['api/No'] }, 'ScopeDoesNotExistException'],
    ['OpenID scopes for machines', { AllowedOAuthScopes: ['openid'] }, 'InvalidOAuthFlowException'],
    ['a machine without a secret', { GenerateSecret: false }, 'InvalidOAuthFlowException'],
    [
      'a machine that signs people in',
      { AllowedOAuthFlows: ['code', 'client_credentials'] },
      'InvalidOAuthFlowException',
    ],
    ['a name with a slash', { ClientName: 'a/b' }, 'InvalidParameterException'],
    ['what is not simulated', { AuthSessionValidity: 3 }, 'NotSimulatedException'],
  ])('are refused with %s', async (_what, changes, name) => {
    await expect(create(changes)).rejects.toMatchObject({ name });
  });

  it('have two secrets for a while, and one at least', async () => {
    const { made, secret } = await create();
    await clock.advance(1000);
    const { ClientSecretDescriptor: added } = await client().send(new AddUserPoolClientSecretCommand(made));
    expect(await statusOf(made, secret)).toBe(200);
    expect(await statusOf(made, added?.ClientSecretValue ?? '')).toBe(200);
    await expect(client().send(new AddUserPoolClientSecretCommand(made))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });

    const { ClientSecrets: secrets = [] } = await client().send(new ListUserPoolClientSecretsCommand(made));
    expect(secrets.map(({ ClientSecretValue }) => ClientSecretValue)).toEqual([undefined, undefined]);
    expect(secrets[1]).toMatchObject({ ClientSecretId: added?.ClientSecretId });
    const remove = (ClientSecretId: string | undefined) =>
      client().send(new DeleteUserPoolClientSecretCommand({ ...made, ClientSecretId }));
    await remove(secrets[0]?.ClientSecretId);
    expect(await statusOf(made, secret)).toBe(400);
    expect(await statusOf(made, added?.ClientSecretValue ?? '')).toBe(200);
    await expect(remove(added?.ClientSecretId)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(remove('nothing')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('get no second secret when they have none', async () => {
    const publicClient = { UserPoolId: pool.id, ClientId: pool.peopleClientId };
    await expect(client().send(new AddUserPoolClientSecretCommand(publicClient))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

describe('the templates’ types', () => {
  it('refuse a client whose scope does not exist yet', async () => {
    const { Api: _, ...resources } = TEMPLATE.Resources;
    const { DependsOn: __, ...Machine } = TEMPLATE.Resources.Machine ?? { Type: '' };
    const template = { Resources: { ...resources, Machine } };
    const deployment = { home: acme, stackName: 'Auth', template, assets: new Map<string, string>() };
    await expect(aws.cloudFormation.deploy(deployment)).rejects.toThrow('Invalid scope requested: api/Admin');
  });

  it('keep a client’s id and secret through an update', async () => {
    const { Machine } = TEMPLATE.Resources;
    const scopes = { ...Machine?.Properties, AllowedOAuthScopes: ['api/Admin', 'api/Read'] };
    const template = {
      ...TEMPLATE,
      Resources: { ...TEMPLATE.Resources, Machine: { Type: '', ...Machine, Properties: scopes } },
    };
    const deployment = { home: management, stackName: 'Auth', template, assets: new Map<string, string>() };
    const outputs = await aws.cloudFormation.deploy(deployment);
    expect(outputs).toMatchObject({ Machine: pool.clientId, Secret: pool.clientSecret });
    expect(decodeJwt(await machineToken()).scope).toBe('api/Admin api/Read');
  });

  it('go when their stack is destroyed', async () => {
    await aws.cloudFormation.destroy(management, 'Auth');
    expect(() => aws.cognito.userPool(pool.id)).toThrow('does not exist');
    expect((await requestToken(CREDENTIALS, machine())).error).toBe('invalid_client');
  });
});
