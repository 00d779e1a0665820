import { createHash, timingSafeEqual } from 'node:crypto';
import type { Endpoint } from '../core/endpoint/endpoint.ts';
import { restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import type { UnverifiedRequest } from '../core/signing/signature.ts';
import type { Reply } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { AppClient } from './app-client.ts';
import type { Cognito } from './cognito.ts';
import { issueMachineToken } from './tokens.ts';
import type { UserPool } from './user-pool.ts';

/** The unsigned endpoints of a user pool's domain and issuer. The client's id selects the pool. */
export function oauthRoutes(endpoint: Endpoint, cognito: Cognito, kernel: Kernel): void {
  endpoint.route('POST /oauth2/token', (request) => token(request, cognito, kernel.clock.now()));
  endpoint.route('GET /{userPoolId}/.well-known/jwks.json', async ({ parameters }) => {
    const pool = cognito.userPool(parameters.userPoolId ?? '');
    return restJsonReply(200, { keys: [await pool.key.jwk()] });
  });
}

/** Cognito's "Token endpoint", for `grant_type=client_credentials`. Its errors are RFC 6749's, all with status 400. */
async function token(request: UnverifiedRequest, cognito: Cognito, now: number): Promise<Reply> {
  const form = new URLSearchParams(request.body.toString('utf8'));
  const grantType = form.get('grant_type');
  if (grantType === null) return refuse('invalid_request');
  if (grantType === 'authorization_code' || grantType === 'refresh_token')
    return refuse('unsupported_grant_type', 501, `The local AWS does not simulate ${grantType}.`);
  if (grantType !== 'client_credentials') return refuse('unsupported_grant_type');

  const authenticated = authenticateClient(request, form, cognito);
  if (authenticated === undefined) return refuse('invalid_client');
  const { pool, client } = authenticated;
  if (!client.allowedOAuthFlows.includes('client_credentials')) return refuse('unauthorized_client');
  const requested = form.get('scope')?.split(' ').filter(Boolean) ?? [];
  const scopes = requested.length > 0 ? requested : client.allowedOAuthScopes;
  if (!scopes.every((scope) => client.allowedOAuthScopes.includes(scope))) return refuse('invalid_scope');
  return unstored(
    restJsonReply(200, {
      access_token: await issueMachineToken(pool, client, scopes, now),
      expires_in: client.accessTokenValiditySeconds,
      token_type: 'Bearer',
    }),
  );
}

/** By Basic authentication or by `client_id` and `client_secret` in the body. */
function authenticateClient(
  { headers }: UnverifiedRequest,
  form: URLSearchParams,
  cognito: Cognito,
): { readonly pool: UserPool; readonly client: AppClient } | undefined {
  const [, basic] = /^Basic (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const [, basicId, basicSecret] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(basic ?? '', 'base64').toString('utf8')) ?? [];
  const clientId = basicId ?? form.get('client_id');
  const secret = basicSecret ?? form.get('client_secret');
  const found = clientId === null ? undefined : cognito.findClient(clientId);
  if (found === undefined || secret === null) return undefined;
  const given = digest(secret);
  return found.client.secrets.some(({ value }) => timingSafeEqual(given, digest(value))) ? found : undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(error: string, status = 400, description?: string): Reply {
  return unstored(restJsonReply(status, { error, ...(description && { error_description: description }) }));
}

function unstored(reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, 'cache-control': 'no-store' } };
}
