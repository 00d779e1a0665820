import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/**
 * Headers of one connection (RFC 9110, section 7.6.1), and headers by which a browser describes itself and other sites.
 */
const NOT_PASSED_ON = new Set([
  'connection',
  'cookie',
  'host',
  'keep-alive',
  'origin',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface Destination {
  /** An http address without a slash at the end, such as `http://127.0.0.1:8787`. */
  readonly baseUrl: string;
  /** Path with query. */
  readonly path: string;
  /** Replaces the caller's `Authorization`. */
  readonly authorization?: string | undefined;
}

/**
 * Forwards a request unchanged, body and headers, and its answer back. Answers 502 when the destination does not
 * answer.
 */
export function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { baseUrl, path, authorization }: Destination,
): void {
  const url = new URL(baseUrl);
  const headers = passedOn(incoming.rawHeaders).filter(
    ([name]) => authorization === undefined || name.toLowerCase() !== 'authorization',
  );
  if (authorization !== undefined) headers.push(['authorization', authorization]);
  const onward = request({
    hostname: url.hostname,
    port: url.port,
    path: `${url.pathname.replace(/\/$/, '')}${path}`,
    method: incoming.method,
    headers: [['host', url.host], ...headers].flat(),
  });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.rawHeaders).flat());
    pipeline(answer, outgoing, () => {});
  });
  onward.on('error', () => {
    if (outgoing.headersSent) outgoing.destroy();
    else refuse(outgoing, 502, `${baseUrl} does not answer: is it still running?`);
  });
  outgoing.on('close', () => onward.destroy());
  pipeline(incoming, onward, () => {});
}

/** Errors of the explorer itself. Their names differ from those of the API's errors. */
export function refuse(outgoing: ServerResponse, status: number, message: string): void {
  const error = { status, error: { name: 'ExplorerException', message } };
  outgoing.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
}

function passedOn(rawHeaders: readonly string[]): [string, string][] {
  const passed: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const isOurs = NOT_PASSED_ON.has(name.toLowerCase()) || /^(sec-|x-explorer-)/i.test(name);
    if (!isOurs) passed.push([name, rawHeaders[index + 1] ?? '']);
  }
  return passed;
}
