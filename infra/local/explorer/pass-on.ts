import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

/** What belongs to one connection (RFC 9110, section 7.6.1), and what a browser says of itself and of its other sites. */
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
  /** With its query. */
  readonly path: string;
  /** Takes the place of the caller's own `Authorization`. */
  readonly authorization?: string | undefined;
}

/** Sends a request on as it came, body and headers, and the answer back. A destination that is not there is a 502. */
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
    else refuse(outgoing, 502, `Nothing answers at ${baseUrl}: is it still running?`);
  });
  outgoing.on('close', () => onward.destroy());
  pipeline(incoming, onward, () => {});
}

/** The explorer's own refusals, told from the API's errors by their name. */
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
