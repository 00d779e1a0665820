import { SILENT_ATTRIBUTE } from '../../../registrar/contract/names.ts';
import { encodeNotifiedKey } from '../events/object-key.ts';

export interface ReplayMessage {
  readonly body: string;
  /** Names of the message's attributes; what they hold means nothing. */
  readonly attributes: readonly string[];
}

/**
 * What has the message reader read an object of the event bucket once more: a notification like S3's own, so that the
 * same code reads it and trusts the same of it, the account in its key alone.
 *
 * @param silently whether callbacks are left out
 */
export function replayMessage(bucket: string, key: string, silently: boolean): ReplayMessage {
  const s3 = { bucket: { name: bucket }, object: { key: encodeNotifiedKey(key) } };
  return {
    body: JSON.stringify({
      Records: [{ eventSource: 'operator:replay', eventName: 'ObjectCreated:Put', s3 }],
    }),
    attributes: silently ? [SILENT_ATTRIBUTE] : [],
  };
}
