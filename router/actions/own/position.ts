/**
 * The position at which a listing continues, encoded as `NextToken`. It is a place in the order of all messages and
 * names no tenant, so one tenant's token shows nothing of another tenant.
 */
export function encodePosition(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** Undefined for a text that `encodePosition` did not create. */
export function decodePosition(token: string): string | undefined {
  const position = Buffer.from(token, 'base64url').toString();
  return /^\d{13}#[\x21-\x7e]{1,256}$/.test(position) && encodePosition(position) === token
    ? position
    : undefined;
}
