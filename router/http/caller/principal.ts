import * as v from 'valibot';
import { API_SCOPES, type ApiScope } from '../../../registrar/contract/names.ts';
import { RouterError } from '../../errors.ts';

/** The caller, and what its token contains. authorize.ts decides what that allows. */
export type Principal =
  /** A machine with its own OAuth client (client credentials). */
  | { readonly kind: 'client'; readonly clientId: string; readonly scopes: readonly ApiScope[] }
  /** A person, signed in through an OAuth client. */
  | {
      readonly kind: 'user';
      readonly clientId: string;
      readonly userId: string;
      readonly scopes: readonly ApiScope[];
      /** Groups of the user pool. */
      readonly groups: readonly string[];
    }
  /** An IAM role. The role's path is unknown: AWS's session ARN does not have it. */
  | { readonly kind: 'role'; readonly accountId: string; readonly roleName: string; readonly arn: string }
  /** Any other IAM identity, such as a user. */
  | { readonly kind: 'iam'; readonly arn: string };

const AccessTokenClaims = v.object({
  token_use: v.literal('access'),
  sub: v.string(),
  client_id: v.string(),
  scope: v.optional(v.string(), ''),
  username: v.optional(v.string()),
  'cognito:groups': v.optional(v.union([v.string(), v.array(v.string())]), []),
});

/**
 * The principal of a verified Cognito access token. Pure: the gateway's authorizer or aws-jwt-verify has checked
 * signature, expiry and issuer.
 *
 * @throws RouterError `UnauthorizedException` for another kind of token, `ForbiddenException` without a scope of the API
 */
export function principalFromClaims(claims: unknown): Principal {
  const parsed = v.safeParse(AccessTokenClaims, claims);
  if (!parsed.success) throw unauthorized('invalid_token', 'The token is not a Cognito access token.');
  const { sub, client_id: clientId, scope, username, 'cognito:groups': groups } = parsed.output;
  const granted = scope.split(' ');
  const scopes = API_SCOPES.filter((name) => granted.includes(name));
  if (scopes.length === 0) throw insufficientScope(API_SCOPES, 'no scope of the API');
  if (sub === clientId && username === undefined) return { kind: 'client', clientId, scopes };
  return { kind: 'user', clientId, userId: sub, scopes, groups: parseGroups(groups) };
}

/** The groups of a token: an array in the token itself, `a,b` or `[a b]` when a gateway has made it a string. */
function parseGroups(groups: string | readonly string[]): readonly string[] {
  if (typeof groups !== 'string') return groups;
  return groups.replace(/^\[(.*)\]$/, '$1').split(/[\s,]+/);
}

const SESSION_ARN = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/;

/** The principal of a request that AWS has verified as signed (SigV4); `userArn` as in a function URL's event. */
export function principalFromUserArn(userArn: string): Principal {
  const [, partition, accountId, roleName] = SESSION_ARN.exec(userArn) ?? [];
  if (!partition || !accountId || !roleName) return { kind: 'iam', arn: userArn };
  return { kind: 'role', accountId, roleName, arn: `arn:${partition}:iam::${accountId}:role/${roleName}` };
}

/** How the log names a principal. */
export function principalLabel(principal: Principal): string {
  switch (principal.kind) {
    case 'client':
      return `client:${principal.clientId}`;
    case 'user':
      return `user:${principal.userId}`;
    case 'role':
    case 'iam':
      return principal.arn;
  }
}

/** A 401 with the challenge of RFC 6750; `error` is absent when there was no token. */
export function unauthorized(
  error: 'invalid_token' | undefined,
  message: string,
  cause?: unknown,
): RouterError {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`;
  return new RouterError('UnauthorizedException', message, {
    headers: { 'www-authenticate': challenge },
    reason: error ?? 'no_credentials',
    cause,
  });
}

/** A 403 with the challenge of RFC 6750: any one of the scopes is enough. */
export function insufficientScope(scopes: readonly ApiScope[], reason: string): RouterError {
  return new RouterError('ForbiddenException', `The token lacks the scope ${scopes.join(' or ')}.`, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scopes.join(' ')}"` },
    reason,
  });
}
