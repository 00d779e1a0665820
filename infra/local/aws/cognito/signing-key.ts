import type { CryptoKey, JWK, JWTPayload } from 'jose';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK & { readonly kid: string };
}

/** The RS256 key of one user pool, created on first use. */
export class SigningKey {
  #keyPair: Promise<KeyPair> | undefined;

  async sign(claims: JWTPayload): Promise<string> {
    const { privateKey, jwk } = await this.#keys();
    return await new SignJWT(claims).setProtectedHeader({ kid: jwk.kid, alg: 'RS256' }).sign(privateKey);
  }

  /**
   * The claims of a token that this key signed for `issuer` and that has not expired; undefined for any other.
   *
   * @param now milliseconds since the epoch
   */
  async verify(token: string, issuer: string, now: number): Promise<JWTPayload | undefined> {
    const { publicKey } = await this.#keys();
    try {
      const options = { issuer, algorithms: ['RS256'], currentDate: new Date(now) };
      return (await jwtVerify(token, publicKey, options)).payload;
    } catch {
      return undefined;
    }
  }

  /** The public key, in the form of the pool's `/.well-known/jwks.json`. */
  async jwk(): Promise<JWK> {
    return (await this.#keys()).jwk;
  }

  #keys(): Promise<KeyPair> {
    this.#keyPair ??= createKeyPair();
    return this.#keyPair;
  }
}

async function createKeyPair(): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = await exportJWK(publicKey);
  return {
    privateKey,
    publicKey,
    jwk: { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' },
  };
}
