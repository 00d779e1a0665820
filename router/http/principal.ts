import * as v from 'valibot';
import { ADMIN_SCOPE } from '../../registrar/contract/names.ts';
import { RouterError } from '../errors.ts';

/** Who calls, as far as tenants and the log tell callers apart. */
export type Principal =
  /** A machine with its own OAuth client (client credentials). */
  | { readonly kind: 'client'; readonly clientId: string }
  /** A person, signed in through an OAuth client. */
  | { readonly kind: 'user'; readonly clientId: string; readonly userId: string }
  /** An IAM role. The role's path is unknown: AWS's session ARN does not have it. */
  | { readonly kind: 'role'; readonly accountId: string; readonly roleName: string; readonly arn: string }
  /** Any other IAM identity, such as a user. */
  | { readonly kind: 'iam'; readonly arn: string };

/** The group of the user pool whose members may use the API; machines have no groups. */
const ADMIN_GROUP = 'Admin';

const AccessTokenClaims = v.object({
  token_use: v.literal('access'),
  sub: v.string(),
  client_id: v.string(),
  scope: v.optional(v.string(), ''),
  username: v.optional(v.string()),
  'cognito:groups': v.optional(v.union([v.string(), v.array(v.string())]), []),
});

/**
 * The principal of a verified Cognito access token. Pure: signature, expiry and issuer are checked by then, by the
 * gateway's authorizer or by aws-jwt-verify. A machine needs the scope `api/Admin`, a person the group `Admin` too,
 * because any user of the pool can ask for the scope.
 *
 * @throws RouterError `UnauthorizedException` for another kind of token, `ForbiddenException` without scope or group
 */
export function principalFromClaims(claims: unknown): Principal {
  const parsed = v.safeParse(AccessTokenClaims, claims);
  if (!parsed.success) throw unauthorized('invalid_token', 'The token is no Cognito access token.');
  const { sub, client_id: clientId, scope, username, 'cognito:groups': groups } = parsed.output;
  if (!scope.split(' ').includes(ADMIN_SCOPE)) {
    throw forbidden('scope', `The token lacks the scope ${ADMIN_SCOPE}.`);
  }
  if (sub === clientId && username === undefined) return { kind: 'client', clientId };
  if (!parseGroups(groups).includes(ADMIN_GROUP)) {
    throw forbidden('group', `People need the group ${ADMIN_GROUP} of the user pool.`);
  }
  return { kind: 'user', clientId, userId: sub };
}

/** The groups of a token: an array in the token itself, `a,b` or `[a b]` where a gateway made text of it. */
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

/** A 401 with the challenge of RFC 6750; `error` is absent when no token came at all. */
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

function forbidden(reason: string, message: string): RouterError {
  return new RouterError('ForbiddenException', message, {
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${ADMIN_SCOPE}"` },
    reason: `no ${reason}`,
  });
}
