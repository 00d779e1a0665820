import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request comes from the explorer's own page, or from no page at all. Another page can make a browser send
 * requests here: under a name that resolves to loopback (`Host` shows it), across origins (`Origin` and
 * `Sec-Fetch-Site` show it), or from another server on this machine (its port differs). Links to the explorer are
 * allowed.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function isOwnRequest(method: string, headers: IncomingHttpHeaders, port: number): boolean {
  const own = LOOPBACK_NAMES.map((name) => new URL(`http://${name}:${port}`).origin);
  const { host = '', origin } = headers;
  if (!own.includes(`http://${host.toLowerCase()}`)) return false;
  if (origin !== undefined && !own.includes(origin)) return false;
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' || isLink;
}
