import { createHash } from 'node:crypto';

/** Who asks for what under which key: a key means nothing outside of its caller, tenant and action. */
export interface KeyScope {
  /** As the log names the principal. */
  readonly caller: string;
  readonly tenantId: string;
  readonly action: string;
  readonly key: string;
}

/** The key of a keyed send's item. A hash, because keys and callers are of any length and may name a person. */
export function scopeHash({ caller, tenantId, action, key }: KeyScope): string {
  return sha256(JSON.stringify([caller, tenantId, action, key]));
}

/** The same for the same decoded input, however its members were ordered or written in the body. */
export function inputHash(input: object): string {
  return sha256(canonicalJson(input));
}

/** AWS's `ClientToken` of a keyed request: 64 characters, the most that it takes. */
export function clientToken(scope: KeyScope, inputHash: string): string {
  return sha256(scopeHash(scope) + inputHash);
}

/** In hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with members in order; bytes and dates, which decoding made, as text that tells them from text. */
function canonicalJson(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Date) return `date:${value.toISOString()}`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
