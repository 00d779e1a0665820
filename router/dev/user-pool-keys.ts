import { SimpleFetcher } from 'aws-jwt-verify/https';
import { type JwksCache, SimpleJwksCache } from 'aws-jwt-verify/jwk';

/** A fetch serves every request that waits for it, so it has a time limit of its own, not a request's deadline. */
const FETCH_MILLISECONDS = 10_000;

type FetchKeys = (uri: string) => Promise<ArrayBuffer>;

/**
 * The keys of a user pool, fetched when a token names an unknown key.
 *
 * Unlike the library's default, it does not refuse tokens for ten seconds after a key was not found: that protects an
 * endpoint from many servers, but here one bad answer would make valid tokens fail.
 *
 * @param jwksUri the URL of the keys, if not the pool's own
 */
export function createUserPoolKeys(
  jwksUri: string | undefined,
  fetchMilliseconds = FETCH_MILLISECONDS,
): JwksCache {
  const fetchKeys =
    jwksUri === undefined ? fetchFromPool(fetchMilliseconds) : () => fetchFrom(jwksUri, fetchMilliseconds);
  return new SimpleJwksCache({
    fetcher: { fetch: async (uri) => assertKeys(await fetchKeys(uri)) },
    penaltyBox: { wait: async () => {}, registerFailedAttempt() {}, registerSuccessfulAttempt() {} },
  });
}

function fetchFromPool(responseTimeout: number): FetchKeys {
  const fetcher = new SimpleFetcher({ defaultRequestOptions: { responseTimeout } });
  return (uri) => fetcher.fetch(uri);
}

async function fetchFrom(jwksUri: string, milliseconds: number): Promise<ArrayBuffer> {
  const response = await fetch(jwksUri, { signal: AbortSignal.timeout(milliseconds) });
  if (!response.ok) throw new Error(`JWKS_URI answered ${response.status}`);
  return response.arrayBuffer();
}

/** A pool without keys is not a pool; caching the answer would refuse all tokens. */
function assertKeys(body: ArrayBuffer): ArrayBuffer {
  const { keys } = JSON.parse(Buffer.from(body).toString()) as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('The answer of JWKS_URI has no keys');
  return body;
}
