import { createHash } from 'node:crypto';

/** The scope of a key: it means nothing for another caller, tenant, account or action. */
export interface KeyScope {
  /** The principal's name in the log. */
  readonly caller: string;
  readonly tenantId: string;
  /** The tenant's account: another account may take over a released name, but not the answers of the one before. */
  readonly accountId: string;
  readonly action: string;
  readonly key: string;
}

/** The key of a keyed send's item. It is hashed, because keys and callers have any length and may name a person. */
export function scopeHash({ caller, tenantId, accountId, action, key }: KeyScope): string {
  return sha256(JSON.stringify([caller, tenantId, accountId, action, key]));
}

/** Equal for equal decoded inputs, in whatever order and notation the body had them. */
export function inputHash(input: object): string {
  return sha256(canonicalJson(input));
}

/** AWS's `ClientToken` of a keyed request: 64 characters, its maximum. */
export function clientToken(scope: KeyScope, hashOfInput: string): string {
  return sha256(scopeHash(scope) + hashOfInput);
}

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** JSON with sorted members; decoded bytes and dates are marked, so that they differ from equal text. */
function canonicalJson(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes:${Buffer.from(value).toString('base64')}`;
  if (value instanceof Date) return `date:${value.toISOString()}`;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
