import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import type { JwksCache } from 'aws-jwt-verify/jwk';
import { RouterError } from '../../errors.ts';
import type { Authenticator } from './authenticate.ts';
import { principalFromClaims, unauthorized } from './principal.ts';

export interface BearerTokenOptions {
  readonly userPoolId: string;
  /** Only tokens of these OAuth clients; `null` for every client of the pool. */
  readonly clientIds: readonly string[] | null;
  /** Where the pool's keys come from. @default the pool's own JWKS endpoint */
  readonly jwksCache?: JwksCache;
}

/** The front door of the local server. There is no gateway, so it verifies the bearer token itself. */
export function bearerTokenAuthenticator({
  userPoolId,
  clientIds,
  jwksCache,
}: BearerTokenOptions): Authenticator {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId, tokenUse: 'access', clientId: clientIds === null ? null : [...clientIds] },
    jwksCache && { jwksCache },
  );
  return async ({ authorization }) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined) throw unauthorized(undefined, `${SEND_TOKEN} The output TokenUrl gives tokens.`);
    try {
      return principalFromClaims(await verifier.verify(token));
    } catch (error) {
      if (error instanceof RouterError) throw error;
      if (isKeyTrouble(error)) {
        throw new RouterError('UpstreamException', "The user pool's keys could not be fetched.", {
          cause: error,
        });
      }
      throw unauthorized('invalid_token', NOT_VALID, error);
    }
  };
}

const SEND_TOKEN = 'Send Authorization: Bearer <access token>.';
const NOT_VALID = `${SEND_TOKEN} This one has expired (after an hour), or is not of this user pool. The output TokenUrl gives new ones.`;

/** A failure to get the keys is not the token's fault. */
function isKeyTrouble(error: unknown): boolean {
  return (
    !(error instanceof JwtBaseError) || error instanceof FetchError || error instanceof JwksValidationError
  );
}
