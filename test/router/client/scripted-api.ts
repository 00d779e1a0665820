import { createClientIn } from '../../../router/client/client.ts';

export interface Request {
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/** The answer to an attempt: a status with a body and perhaps headers, or none. */
export type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>] | 'no answer';

export const OPTIONS = {
  baseUrl: 'https://api.example.org/prod/',
  tokenUrl: 'https://auth.example.org/oauth2/token',
  clientId: 'id',
  clientSecret: 'secret',
} as const;

/** The body of the API's errors. */
export function refusal(status: number, name: string, more: object = {}): Answer {
  return [status, { status, error: { name, message: `It is ${name}`, ...more }, requestId: 'r-1' }];
}

/** A client whose API answers by a script, repeating the last answer, on a clock that only waits move. */
export function scriptedClient(script: readonly Answer[], options: { maxAttempts?: number } = {}) {
  const requests: Request[] = [];
  const tokenRequests: Request[] = [];
  const waits: number[] = [];
  let now = 1_000_000;
  let keys = 0;
  const surroundings = {
    now: () => now,
    random: () => 1,
    newKey: () => `key-${++keys}`,
    async sleep(milliseconds: number) {
      waits.push(milliseconds);
      now += milliseconds;
    },
    async fetch(url: string | URL | globalThis.Request, init: RequestInit = {}) {
      const request = { url: String(url), headers: new Headers(init.headers), body: String(init.body) };
      // Requests that arrive together are answered together.
      await Promise.resolve();
      if (request.url === OPTIONS.tokenUrl) {
        tokenRequests.push(request);
        return Response.json({ access_token: `token-${tokenRequests.length}`, expires_in: 3600 });
      }
      requests.push(request);
      const answer = script[Math.min(requests.length, script.length) - 1] ?? 'no answer';
      if (answer === 'no answer') throw new TypeError('fetch failed');
      const [status, body, headers = {}] = answer;
      return typeof body === 'string'
        ? new Response(body, { status, headers })
        : Response.json(body, { status, headers });
    },
  };
  return {
    client: createClientIn(surroundings, { ...OPTIONS, ...options }),
    requests,
    tokenRequests,
    waits,
    advance(milliseconds: number) {
      now += milliseconds;
    },
    keys: () => requests.map(({ headers }) => headers.get('idempotency-key')),
  };
}
