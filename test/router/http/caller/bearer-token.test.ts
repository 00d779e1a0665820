import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { FakeClock } from '@pinpoint-tenant-router/local-aws/clock';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Authenticator } from '../../../../router/http/caller/authenticate.ts';
import { bearerTokenAuthenticator } from '../../../../router/http/caller/bearer-token.ts';

const HOME = { accountId: '111111111111', region: 'us-east-1' };

let aws: LocalAws;
let pool: ReturnType<LocalAws['cognito']['createUserPool']>;
let authenticate: Authenticator;

beforeAll(async () => {
  aws = await createLocalAws({ clock: new FakeClock() });
  pool = aws.cognito.createUserPool(HOME);
  pool.putResourceServer('api', ['Admin', 'Read']);
  pool.putResourceServer('other', ['Read']);
  for (const clientId of ['machine', 'other-machine']) {
    aws.cognito.addClient(pool.id, {
      clientId,
      clientSecret: 'secret',
      scopes: ['api/Admin', 'api/Read', 'other/Read'],
    });
  }
  pool.putClient({
    clientId: 'website',
    allowedOAuthFlows: ['code'],
    allowedOAuthScopes: ['api/Admin'],
  });
  for (const [username, group] of Object.entries({ anna: 'Admin', otto: 'Readers' })) {
    pool.groups.add(group);
    pool.createUser(username);
    pool.addUserToGroup(username, group);
  }
  authenticate = doorOf({});
});

afterAll(() => aws.stop());

describe('a bearer token from the token endpoint', () => {
  it('tells the machine client, by the production verifier and the real issuer', async () => {
    expect(await approach(await machineToken('api/Admin'))).toEqual({
      kind: 'client',
      clientId: 'machine',
      scopes: ['api/Admin'],
    });
  });

  it('without a scope of the API is 403', async () => {
    await expect(approach(await machineToken('other/Read'))).rejects.toMatchObject({ status: 403 });
  });

  it('of a client that is not admitted here is 401', async () => {
    const restricted = doorOf({ clientIds: ['other-machine'] });
    await expect(approach(await machineToken('api/Admin'), restricted)).rejects.toMatchObject({
      status: 401,
    });
    await expect(
      approach(await machineToken('api/Admin', 'other-machine'), restricted),
    ).resolves.toBeDefined();
  });

  it('that has expired is 401', async () => {
    const claims = { token_use: 'access', client_id: 'machine', sub: 'machine', scope: 'api/Admin' };
    const tokenUntil = (exp: number) => pool.key.sign({ ...claims, iss: pool.issuer, exp });
    await expect(approach(await tokenUntil(inAnHour()))).resolves.toBeDefined();
    await expect(approach(await tokenUntil(inAnHour() - 7_200))).rejects.toMatchObject({ status: 401 });
  });

  it('of a person is that person, in the groups that the token says', async () => {
    const { accessToken } = await userTokens('anna');
    expect(await approach(accessToken)).toMatchObject({
      kind: 'user',
      clientId: 'website',
      groups: ['Admin'],
    });
    const outsider = await userTokens('otto');
    expect(await approach(outsider.accessToken)).toMatchObject({ kind: 'user', groups: ['Readers'] });
  });

  it('that is an id token is 401', async () => {
    const { idToken } = await userTokens('anna');
    await expect(approach(idToken)).rejects.toMatchObject({ status: 401 });
  });

  it('of another pool is 401, though that pool signed it well', async () => {
    const foreign = aws.cognito.createUserPool(HOME);
    const claims = { token_use: 'access', client_id: 'machine', sub: 'machine', scope: 'api/Admin' };
    const token = await foreign.key.sign({ ...claims, iss: foreign.issuer, exp: inAnHour() });
    await expect(approach(token)).rejects.toMatchObject({ status: 401 });
    // Nor does it help to name this pool as the issuer.
    const forged = await foreign.key.sign({ ...claims, iss: pool.issuer, exp: inAnHour() });
    await expect(approach(forged)).rejects.toMatchObject({ status: 401 });
  });

  it('whose header asks for another algorithm is 401', async () => {
    const [, payload] = (await machineToken('api/Admin')).split('.');
    for (const alg of ['none', 'HS256']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: (await pool.key.jwk()).kid })).toString(
        'base64url',
      );
      await expect(approach(`${header}.${payload}.${alg === 'none' ? '' : 'c2ln'}`)).rejects.toMatchObject({
        status: 401,
      });
    }
  });

  it('whose claims were changed is 401', async () => {
    const [header, , signature] = (await machineToken('api/Read')).split('.');
    const [, payload] = (await machineToken('api/Admin')).split('.');
    await expect(approach(`${header}.${payload}.${signature}`)).rejects.toMatchObject({ status: 401 });
  });
});

describe('an approach without a bearer token', () => {
  it.each([undefined, '', 'Bearer', 'Basic bWFjaGluZTpzZWNyZXQ='])(
    '%j is 401 with a challenge',
    async (authorization) => {
      await expect(authenticate({ authorization })).rejects.toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer' },
      });
    },
  );

  it('is not let in by a request context', async () => {
    const requestContext = { authorizer: { claims: { token_use: 'access', scope: 'api/Admin' } } };
    await expect(authenticate({ requestContext })).rejects.toMatchObject({ status: 401 });
  });
});

it('keys that cannot be fetched are trouble upstream, not a bad token', async () => {
  const door = bearerTokenAuthenticator({
    userPoolId: pool.id,
    clientIds: null,
    jwksCache: keysFrom('http://127.0.0.1:9/jwks.json'),
  });
  await expect(approach(await machineToken('api/Admin'), door)).rejects.toMatchObject({ status: 502 });
});

async function approach(token: string, door = authenticate) {
  return door({ authorization: `Bearer ${token}` });
}

function doorOf({ clientIds = null }: { clientIds?: string[] | null }): Authenticator {
  const jwksCache = keysFrom(`${aws.url}/${pool.id}/.well-known/jwks.json`);
  return bearerTokenAuthenticator({ userPoolId: pool.id, clientIds, jwksCache });
}

/** The pool's keys, which the verifier looks for at Cognito's own address, from where the local AWS has them. */
function keysFrom(url: string): SimpleJwksCache {
  return new SimpleJwksCache({ fetcher: { fetch: async () => (await fetch(url)).arrayBuffer() } });
}

async function machineToken(scope: string, clientId = 'machine'): Promise<string> {
  const response = await fetch(`${aws.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

function userTokens(username: string) {
  return aws.cognito.signIn(pool.id, { clientId: 'website', username });
}

function inAnHour(): number {
  return Math.floor(Date.now() / 1_000) + 3_600;
}
