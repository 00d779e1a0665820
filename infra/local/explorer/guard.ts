import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Whether a request comes from the explorer's own pages, or from no page at all. A page elsewhere can make a browser
 * send requests here, by a name that it lets resolve to loopback (`Host` gives it away), across origins (`Origin` and
 * `Sec-Fetch-Site` do) or from another server on this machine (its port does). Links to the explorer are good.
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
