import { SILENT_ATTRIBUTE } from '../../../registrar/contract/names.ts';
import { encodeNotifiedKey } from '../events/object-key.ts';

export interface ReplayMessage {
  readonly body: string;
  /** Names of the message's attributes; their values mean nothing. */
  readonly attributes: readonly string[];
}

/**
 * A message that makes the message reader read an object of the event bucket again: a notification in S3's form, so
 * that the same code reads it and trusts only the account in its key.
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
