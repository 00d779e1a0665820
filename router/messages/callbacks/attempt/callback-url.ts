import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Why nothing is sent to a URL. Each continues "The URL …". */
export type UrlRefusal =
  | 'must be an absolute URL'
  | 'must be an https URL'
  | 'must not carry a user name or a password'
  | 'must not have a fragment'
  | 'has a host name that cannot be resolved'
  | 'leads to an address that is not public: private, loopback, link-local or reserved';

/** An address that a URL's host has, found good. */
export interface CheckedAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

export type CheckedUrl =
  | { readonly url: URL; readonly addresses: readonly CheckedAddress[] }
  | { readonly refusal: UrlRefusal };

export interface UrlRules {
  /** Loopback, and `http` there: for a system that runs on one machine. A deployed function has its runtime API there. */
  readonly allowLoopback: boolean;
  /** Every address of a host. @default the operating system's resolver */
  readonly resolve?: (host: string) => Promise<readonly { readonly address: string }[]>;
}

export type CheckUrl = (text: string) => Promise<CheckedUrl>;

/**
 * Checks that a tenant's URL leads out into the Internet and nowhere else, by the addresses that its host has now.
 * Whoever connects must connect to one of these: the same name may mean another machine a moment later.
 */
export function createCheckUrl({ allowLoopback, resolve = resolveAll }: UrlRules): CheckUrl {
  return async function checkUrl(text) {
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
    // One bad address is enough: which one a connection would take is anybody's guess.
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
  // A URL's parser has made one form of 127.1, 0x7f000001 and 017700000001.
  const host = hostname.replace(/^\[|\]$/g, '');
  const found = ipaddr.isValid(host) ? [{ address: host }] : await resolve(host).catch(() => []);
  return found
    .filter(({ address }) => ipaddr.isValid(address))
    .map(({ address }) => ({ address, family: ipaddr.parse(address).kind() === 'ipv4' ? 4 : 6 }));
}

/** `unicast` for what is routed in the Internet; an IPv6 address that means an IPv4 address has the range of that. */
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
