import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { RouterError } from '../errors.ts';
import type { App } from '../http/app.ts';
import { asFetchRequest, noRequest, Request } from '../http/fetch-api/request.ts';
import { tooLarge } from '../http/request-body.ts';

/**
 * Serves the app on Node's HTTP server, with requests as the deployed function gets them: nothing is normalized or
 * refused before the app. Invalid HTTP gets the app's error body, too.
 */
export function createDevServer(app: App, { maxBodyBytes }: { readonly maxBodyBytes: number }): Server {
  /** Called when a body that is being read turns out to be invalid HTTP. */
  const readers = new WeakMap<Duplex, (error: Error) => void>();

  function requestOf(incoming: IncomingMessage): Request {
    return new Request({
      method: incoming.method ?? '',
      path: pathOf(incoming.url ?? ''),
      headers: pairs(incoming.rawHeaders),
      readText: () =>
        new Promise((resolve, reject) => {
          readers.set(incoming.socket, (error) => reject(brokenOff(error)));
          readBody(incoming, maxBodyBytes).then(resolve, reject);
        }),
    });
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const response = await app.fetch(asFetchRequest(requestOf(incoming)), {});
    readers.delete(incoming.socket);
    const body = await response.text();
    outgoing.setHeader('content-length', Buffer.byteLength(body));
    // The rest of a body is not waited for.
    if (!incoming.complete) outgoing.setHeader('connection', 'close');
    outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(body);
  }

  /** For a connection on which Node cannot write an answer. */
  async function answerOn(socket: Duplex, request: Request, unreadable?: RouterError): Promise<void> {
    const response = await app.fetch(asFetchRequest(request), { unreadable });
    const body = await response.text();
    const head = [
      `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
      ...Array.from(response.headers, ([name, value]) => `${name}: ${value}`),
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  }

  function onRequest(incoming: IncomingMessage, outgoing: ServerResponse): void {
    answer(incoming, outgoing).catch((error) => outgoing.destroy(error));
  }

  function onClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
    const reader = readers.get(socket);
    if (reader !== undefined) reader(error);
    // The caller is gone.
    else if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    else answerOn(socket, noRequest(), unreadable(error)).catch(() => socket.destroy());
  }

  return createServer({ requireHostHeader: false }, onRequest)
    .on('checkExpectation', onRequest)
    .on('connect', (incoming, socket) => {
      answerOn(socket, requestOf(incoming)).catch(() => socket.destroy());
    })
    .on('clientError', onClientError);
}

/** The path of a request target, also of an absolute URL, which servers must accept (RFC 9112, section 3.2.2). */
function pathOf(target: string): string {
  const [path = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('?');
  return path.startsWith('/') ? path : `/${path}`;
}

function* pairs(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let index = 0; index < rawHeaders.length; index += 2)
    yield [rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''];
}

/**
 * Reads a body to its end, because a caller that is still writing does not read an answer. An oversized body is read
 * but not kept.
 *
 * @throws RouterError `PayloadTooLargeException`, `BadRequestException` when the caller breaks off
 */
async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // The connection must stay open for the answer after an error.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
    }
  } catch (error) {
    throw brokenOff(error);
  }
  if (bytes > maxBytes) throw tooLarge(maxBytes);
  return Buffer.concat(chunks).toString();
}

function brokenOff(cause: unknown): RouterError {
  return new RouterError('BadRequestException', 'The body is incomplete.', {
    reason: 'body broke off',
    cause,
  });
}

function unreadable({ code }: NodeJS.ErrnoException): RouterError {
  return code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? new RouterError('RequestTimeoutException', 'The request did not arrive in time.')
    : new RouterError('BadRequestException', 'The request is not valid HTTP.', { reason: code ?? 'no HTTP' });
}
