import { randomUUID } from 'node:crypto';
import type { AppClient } from './app-client.ts';
import type { User, UserPool } from './user-pool.ts';

/** The lifetime of a signed-in user's id token. */
const ID_TOKEN_SECONDS = 3600;

/**
 * The access token of a machine client, as Cognito issues it for `client_credentials`: no user, and the client as
 * subject.
 *
 * @param now milliseconds since the epoch
 */
export async function issueMachineToken(
  pool: UserPool,
  { clientId, accessTokenValiditySeconds }: AppClient,
  scopes: readonly string[],
  now: number,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  return await pool.key.sign({
    sub: clientId,
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: seconds,
    iss: pool.issuer,
    exp: seconds + accessTokenValiditySeconds,
    iat: seconds,
    version: 2,
    jti: randomUUID(),
    client_id: clientId,
  });
}

/**
 * The tokens of a signed-in user ("Understanding the access token", "Understanding the identity (ID) token").
 * Signing in is not simulated: tests choose the user.
 *
 * @param now milliseconds since the epoch
 */
export async function issueUserTokens(
  pool: UserPool,
  { clientId, accessTokenValiditySeconds }: AppClient,
  { username, sub, groups }: User,
  scopes: readonly string[],
  now: number,
): Promise<{ readonly accessToken: string; readonly idToken: string }> {
  const seconds = Math.floor(now / 1000);
  const shared = {
    sub,
    ...(groups.size > 0 && { 'cognito:groups': [...groups] }),
    iss: pool.issuer,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    auth_time: seconds,
    iat: seconds,
  };
  const access = {
    ...shared,
    version: 2,
    client_id: clientId,
    token_use: 'access',
    scope: scopes.join(' '),
    exp: seconds + accessTokenValiditySeconds,
    jti: randomUUID(),
    username,
  };
  const id = {
    ...shared,
    'cognito:username': username,
    aud: clientId,
    token_use: 'id',
    exp: seconds + ID_TOKEN_SECONDS,
    jti: randomUUID(),
  };
  return { accessToken: await pool.key.sign(access), idToken: await pool.key.sign(id) };
}
