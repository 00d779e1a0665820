import type { JWTPayload } from 'jose';
import type { Cognito } from '../../cognito/cognito.ts';
import type { CognitoAuthorization, CognitoAuthorizer } from '../definition.ts';

/**
 * The claims of the caller's access token if one of the authorizer's user pools issued it, with one of the method's
 * scopes ("Control access to REST APIs using Amazon Cognito user pools as an authorizer"). The token may follow
 * `Bearer`.
 */
export async function authorizeByUserPool(
  cognito: Cognito,
  { userPoolArns }: CognitoAuthorizer,
  { scopes }: CognitoAuthorization,
  header: string | undefined,
): Promise<JWTPayload | undefined> {
  const token = header?.replace(/^Bearer\s+/i, '').trim();
  if (!token) return undefined;
  for (const userPoolArn of userPoolArns) {
    const claims = await cognito.verifyAccessToken(token, userPoolArn);
    if (claims === undefined) continue;
    const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    return scopes.some((scope) => granted.includes(scope)) ? claims : undefined;
  }
  return undefined;
}

/** Claims in the form for integrations: all strings, times as Java writes them, lists joined with commas. */
export function claimStrings(claims: JWTPayload): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => {
      if ((name === 'exp' || name === 'iat') && typeof value === 'number') return [name, javaDate(value)];
      return [name, Array.isArray(value) ? value.join(',') : String(value)];
    }),
  );
}

/** `Mon Nov 23 19:00:00 UTC 2026` */
function javaDate(seconds: number): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString()) ?? [];
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
