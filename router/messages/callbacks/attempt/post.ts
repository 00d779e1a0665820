import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { CheckedAddress, CheckUrl } from './callback-url.ts';

/** The outcome of one attempt. Of the answer, only the status is kept. */
export type Outcome =
  | { readonly result: 'DELIVERED' | 'FAILED'; readonly httpStatus: number }
  | { readonly result: 'FAILED'; readonly reason: string };

export interface CallbackRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Never throws: a failure is an outcome. */
export type Post = (request: CallbackRequest) => Promise<Outcome>;

export interface PostOptions {
  readonly checkUrl: CheckUrl;
  /**
   * The time limit of name look-up, connection, TLS and the answer's headers together. A callback's server should store
   * the delivery, answer, and process it afterwards.
   *
   * @default 3,000
   */
  readonly timeLimitMilliseconds?: number;
  /** PEM of additional certificate authorities, for a test's server. @default none */
  readonly ca?: string;
}

/** How much of an answer's body is read before the connection is cut. The body is ignored. */
export const MAX_ANSWER_BYTES = 4_096;
const MAX_ANSWER_MILLISECONDS = 500;

/**
 * Posts to a tenant's URL: to an address that was checked in the same attempt, on a connection of its own, without
 * following redirects.
 */
export function createPost({ checkUrl, timeLimitMilliseconds = 3_000, ca }: PostOptions): Post {
  return async function post({ url: text, headers, body }) {
    const over = new AbortController();
    let stopTimer = () => {};
    const late = new Promise<Outcome>((resolve) => {
      const reason = `No answer within ${timeLimitMilliseconds} ms`;
      const timer = setTimeout(() => {
        resolve({ result: 'FAILED', reason });
        over.abort();
      }, timeLimitMilliseconds);
      stopTimer = () => clearTimeout(timer);
    });
    const attempt = async (): Promise<Outcome> => {
      const checked = await checkUrl(text);
      if ('refusal' in checked) return { result: 'FAILED', reason: `The URL ${checked.refusal}` };
      const { url, addresses } = checked;
      return await send(url, { headers, body, addresses, signal: over.signal, ca });
    };
    try {
      return await Promise.race([attempt(), late]);
    } finally {
      stopTimer();
    }
  };
}

interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly addresses: readonly CheckedAddress[];
  readonly signal: AbortSignal;
  readonly ca: string | undefined;
}

function send(url: URL, { headers, body, addresses, signal, ca }: SendOptions): Promise<Outcome> {
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    // The name look-up may have used up the time; then nothing is sent.
    if (signal.aborted) return;
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: pinned(addresses),
      // No connection pool: a reused connection would outlive the check of its address.
      agent: false,
      signal,
      ...(ca !== undefined && { ca }),
    });
    // The message of an error may contain the address; its code does not.
    sent.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) =>
      resolve({ result: 'FAILED', reason: `The connection failed: ${code}` }),
    );
    sent.on('response', (response) => {
      const { statusCode: httpStatus = 0 } = response;
      resolve({ result: httpStatus >= 200 && httpStatus < 300 ? 'DELIVERED' : 'FAILED', httpStatus });
      letGo(response);
    });
    sent.end(body);
  });
}

/** The status is known; a little of the body is read so that a well-behaved server can finish. */
function letGo(response: IncomingMessage): void {
  const timer = setTimeout(() => response.destroy(), MAX_ANSWER_MILLISECONDS).unref();
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) response.destroy();
  });
  response.on('error', () => {});
  response.on('close', () => clearTimeout(timer));
}

/** Answers every name look-up of a connection with the checked addresses. */
function pinned(addresses: readonly CheckedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}
