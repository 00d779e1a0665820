import { LOCAL_CLIENT } from '../../infra/local/system/local-clients.ts';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { assertDescribed } from './described-api.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many AWS operations
  readonly body: any;
}

/**
 * A request through the REST API; `token` is an access token, or null for none. Request and answer are held to the
 * OpenAPI document.
 */
export async function call(
  system: LocalSystem,
  path: string,
  body: unknown = {},
  token?: string | null,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const bearer = token === undefined ? await accessToken(system) : token;
  const response = await fetch(`${system.apiUrl}/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const { status, headers: answerHeaders } = response;
  const answer = await response.json();
  await assertDescribed({ path, body, status, headers: answerHeaders, answer });
  return { status, headers: answerHeaders, body: answer };
}

const tokens = new WeakMap<LocalSystem, Promise<string>>();

/** A token of the client that the README names, fetched once. */
export async function accessToken(system: LocalSystem): Promise<string> {
  const known = tokens.get(system) ?? fetchToken(system, 'api/Admin');
  tokens.set(system, known);
  return known;
}

/** @throws Error when the token endpoint gives none */
export async function fetchToken(
  system: LocalSystem,
  scope: string,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string } = LOCAL_CLIENT,
): Promise<string> {
  const response = await fetch(`${system.aws.url}/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`No token for ${clientId}: ${response.status}`);
  return token;
}

/**
 * A token of a person who signs in for the first time, a member of groups. @param scopes default to all of the client
 */
export async function tokenOfPerson(
  system: LocalSystem,
  { groups = [], scopes }: { readonly groups?: readonly string[]; readonly scopes?: readonly string[] },
): Promise<string> {
  const { UserPoolId: poolId = '', AuthorizationCodeClientId: clientId = '' } = system.outputs;
  const pool = system.aws.cognito.userPool(poolId);
  const { username } = pool.createUser(`person-${pool.users.size}`);
  for (const group of groups) pool.addUserToGroup(username, group);
  const signIn = { clientId, username, ...(scopes !== undefined && { scopes }) };
  return (await system.aws.cognito.signIn(poolId, signIn)).accessToken;
}
