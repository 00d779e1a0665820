import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { CheckedAddress, CheckUrl } from './callback-url.ts';

/** What came of one attempt. Nothing of the answer but its status is kept. */
export type Outcome =
  | { readonly result: 'DELIVERED' | 'FAILED'; readonly httpStatus: number }
  | { readonly result: 'FAILED'; readonly reason: string };

export interface CallbackRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Never throws: what went wrong is the outcome. */
export type Post = (request: CallbackRequest) => Promise<Outcome>;

export interface PostOptions {
  readonly checkUrl: CheckUrl;
  /**
   * For all of it: the name's look-up, the connection, TLS and the answer's headers. A callback's server is to take
   * note, answer and work afterwards.
   *
   * @default 3,000
   */
  readonly timeLimitMilliseconds?: number;
  /** PEM of certificate authorities besides Node's, for a test's server. @default none */
  readonly ca?: string;
}

/** So much of an answer's body is let in before the connection is cut; none of it is looked at. */
export const MAX_ANSWER_BYTES = 4_096;
const MAX_ANSWER_MILLISECONDS = 500;

/**
 * Posts to a tenant's URL: to an address that was checked in the same attempt, over a connection of its own, following
 * no redirect.
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
    // The look-up of the name may have taken all the time: then nothing goes out any more.
    if (signal.aborted) return;
    const sent = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: pinned(addresses),
      // No pool: a connection kept open would outlive the check of its address.
      agent: false,
      signal,
      ...(ca !== undefined && { ca }),
    });
    // The message of an error may name the address, its code does not.
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

/** The status has been said; of the body, a little is let in so that a well-behaved server can end in peace. */
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

/** Answers every look-up of a connection with the addresses that were checked. */
function pinned(addresses: readonly CheckedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };
}
