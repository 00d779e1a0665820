import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Why a URL is refused. Each continues the sentence "The URL …". */
export type UrlRefusal =
  | 'must be an absolute URL'
  | 'must not have control characters'
  | 'must be an https URL'
  | 'must not carry a user name or a password'
  | 'must not have a fragment'
  | 'has a host name that cannot be resolved'
  | 'leads to an address that is not public: private, loopback, link-local or reserved';

/** An address of a URL's host that is allowed. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type CheckedUrl =
  | { readonly url: URL; readonly addresses: readonly CheckedAddress[] }
  | { readonly refusal: UrlRefusal };

export interface UrlRules {
  /**
   * Allows loopback, with `http`: for a system on one machine. In a deployed function, loopback has the Lambda Runtime
   * API.
   */
  readonly allowLoopback: boolean;
  /** Resolves a host to all its addresses. @default the operating system's resolver */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string }[]>;
}

export type CheckUrl = (text: string) => Promise<CheckedUrl>;

/**
 * Checks that a tenant's URL leads to public addresses only, by the present addresses of its host. The caller must
 * connect to one of the returned addresses, because the name may resolve to others a moment later.
 */
export function createCheckUrl({ allowLoopback, resolve = resolveAll }: UrlRules): CheckUrl {
  return async function checkUrl(text) {
    // The URL parser would drop some of them and encode the others.
    if (/\p{Cc}/u.test(text)) return { refusal: 'must not have control characters' };
    if (!URL.canParse(text)) return { refusal: 'must be an absolute URL' };
    const url = new URL(text);
    if (url.username !== '' || url.password !== '') {
      return { refusal: 'must not carry a user name or a password' };
    }
    if (url.hash !== '') return { refusal: 'must not have a fragment' };
    const isPlain = url.protocol === 'http:';
    if (url.protocol !== 'https:' && !(isPlain && allowLoopback)) return { refusal: 'must be an https URL' };
    const addresses = await addressesOf(url, resolve);
    if (addresses.length === 0) return { refusal: 'has a host name that cannot be resolved' };
    const ranges = addresses.map(({ address }) => rangeOf(address));
    if (isPlain && !ranges.every((range) => range === 'loopback')) return { refusal: 'must be an https URL' };
    const isGood = (range: string) => range === 'unicast' || (allowLoopback && range === 'loopback');
    // One address that is not public is enough to refuse, because a connection might use it.
    if (!ranges.every(isGood)) {
      return {
        refusal: 'leads to an address that is not public: private, loopback, link-local or reserved',
      };
    }
    return { url, addresses };
  };
}

async function addressesOf(
  { hostname }: URL,
  resolve: NonNullable<UrlRules['resolve']>,
): Promise<CheckedAddress[]> {
  // The URL parser has normalized 127.1, 0x7f000001 and 017700000001.
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = ipaddr.isValid(host) ? [{ address: host }] : await resolve(host).catch(() => []);
  return found
    .filter(({ address }) => ipaddr.isValid(address))
    .map(({ address }) => ({ address, family: ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6 }));
}

/**
 * `unicast` for addresses routed in the Internet; an IPv6 address that embeds an IPv4 address has that address's range.
 */
function rangeOf(address: string): string {
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.range();
  // "Currently, IANA has limited the global unicast space to 2000::/3" (IANA, IPv6 address space).
  const isGlobal = parsed.match(ipaddr.parseCIDR('2000::/3'));
  return parsed.range() === 'unicast' && !isGlobal ? 'reserved' : parsed.range();
}

async function resolveAll(host: string): Promise<readonly { readonly address: string }[]> {
  return await lookup(host, { all: true });
}
