/**
 * Where a listing goes on, as `NextToken` carries it. It names a place in the order of all messages and no tenant, so
 * that a token of one tenant is of no use with another.
 */
export function encodePosition(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** Undefined for a text that `encodePosition` has not made. */
export function decodePosition(token: string): string | undefined {
  const position = Buffer.from(token, 'base64url').toString();
  return /^\d{13}#[\x21-\x7e]{1,256}$/.test(position) && encodePosition(position) === token
    ? position
    : undefined;
}
