import { TokenError } from './errors.ts';
import type { Surroundings } from './surroundings.ts';

export interface TokenOptions {
  /** The deployment's output `TokenUrl`. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The scopes to request; when absent, all scopes of the client. */
  readonly scopes?: readonly string[] | undefined;
}

export interface TokenSource {
  /** @throws TokenError when the endpoint gives no token */
  get(): Promise<string>;
  /** Drops a token that the API does not accept. */
  forget(token: string): void;
}

interface Token {
  readonly value: string;
  readonly refreshAt: number;
}

/** A token is renewed this long before it expires, or after nine tenths of a short life. */
const EARLY_SECONDS = 60;

/** Access tokens by client credentials (RFC 6749, section 4.4): fetched once, replaced early, one fetch at a time. */
export function createTokenSource(options: TokenOptions, { fetch, now }: Surroundings): TokenSource {
  let token: Token | undefined;
  let fetching: Promise<Token> | undefined;

  async function renew(): Promise<Token> {
    fetching ??= fetchToken().finally(() => {
      fetching = undefined;
    });
    token = await fetching;
    return token;
  }

  async function fetchToken(): Promise<Token> {
    const credentials = `${encodeURIComponent(options.clientId)}:${encodeURIComponent(options.clientSecret)}`;
    const response = await fetch(options.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(credentials)}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(options.scopes !== undefined && { scope: options.scopes.join(' ') }),
      }),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    }).catch((cause: unknown) => {
      throw new TokenError('The token endpoint cannot be reached.', { cause });
    });
    const answer = (await response.json().catch(() => ({}))) as TokenAnswer;
    const { access_token: value, expires_in: seconds = 0 } = answer;
    if (!response.ok || typeof value !== 'string') {
      const said = typeof answer.error === 'string' ? `: ${answer.error}` : '';
      throw new TokenError(`The token endpoint gave no token (${response.status}${said}).`, {
        status: response.status,
      });
    }
    return { value, refreshAt: now() + (seconds - Math.min(EARLY_SECONDS, seconds / 10)) * 1_000 };
  }

  return {
    async get() {
      if (token !== undefined && now() < token.refreshAt) return token.value;
      return (await renew()).value;
    },
    forget(value) {
      if (token?.value === value) token = undefined;
    },
  };
}

const TIMEOUT_MILLISECONDS = 10_000;

interface TokenAnswer {
  readonly access_token?: unknown;
  readonly expires_in?: number;
  readonly error?: unknown;
}
