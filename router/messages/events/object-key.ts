import { eventPrefix, inboundPrefix } from '../../../registrar/contract/names.ts';

/** The kind and the account of an object in the event bucket. Only its key decides; its content may claim anything. */
export interface EventObject {
  readonly accountId: string;
  readonly holds: 'statuses' | 'inbound';
}

const ACCOUNT = /accountId=(\d{12})\//;

/** Undefined for an object without tenants' events: Firehose's error records (`errors/`), and everything else. */
export function parseObjectKey(key: string): EventObject | undefined {
  const [, accountId = ''] = ACCOUNT.exec(key) ?? [];
  const kinds = [
    { holds: 'statuses', prefix: eventPrefix(accountId) },
    { holds: 'inbound', prefix: inboundPrefix(accountId) },
  ] as const;
  for (const { holds, prefix } of kinds) {
    if (key.startsWith(prefix)) {
      return key.startsWith(`${prefix}errors/`) ? undefined : { accountId, holds };
    }
  }
  return undefined;
}

/** As S3's notifications write a key; `decodeNotifiedKey` reads it. */
export function encodeNotifiedKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+');
}

/** Decodes a key in S3's notifications: URL-encoded as in a form, with `+` for a space. */
export function decodeNotifiedKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '));
}
