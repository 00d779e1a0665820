import * as v from 'valibot';
import { ACCOUNT_ID } from '../../../registrar/contract/aws-shapes.ts';
import { decodeNotifiedKey } from './object-key.ts';

/** What a message of the reader's queues contains. */
export type QueueMessage =
  | { readonly kind: 'objects'; readonly objects: readonly NotifiedObject[] }
  | {
      readonly kind: 'event';
      readonly accountId: string;
      readonly detailType: string;
      readonly detail: unknown;
    }
  /** S3 sends a test message when a bucket's notifications are configured. */
  | { readonly kind: 'test' };

export interface NotifiedObject {
  readonly bucket: string;
  readonly key: string;
}

/** "Event message structure" of the Amazon S3 user guide. */
const Notification = v.object({
  Records: v.array(
    v.object({
      eventName: v.string(),
      s3: v.object({ bucket: v.object({ name: v.string() }), object: v.object({ key: v.string() }) }),
    }),
  ),
});

const TestEvent = v.object({ Event: v.literal('s3:TestEvent') });

/** EventBridge sets `account`; an account in the detail is ignored. */
const Envelope = v.object({
  source: v.literal('aws.sms-voice'),
  account: v.pipe(v.string(), v.regex(ACCOUNT_ID)),
  'detail-type': v.string(),
  detail: v.unknown(),
});

/** @throws Error for a message that neither S3 nor EventBridge sends, which belongs in the dead-letter queue */
export function parseQueueMessage(body: string): QueueMessage {
  const message: unknown = JSON.parse(body);
  if (v.is(TestEvent, message)) return { kind: 'test' };
  if (v.is(Notification, message)) {
    const created = message.Records.filter(({ eventName }) => eventName.startsWith('ObjectCreated:'));
    const objects = created.map(({ s3 }) => ({
      bucket: s3.bucket.name,
      key: decodeNotifiedKey(s3.object.key),
    }));
    return { kind: 'objects', objects };
  }
  if (v.is(Envelope, message)) {
    const { account: accountId, 'detail-type': detailType, detail } = message;
    return { kind: 'event', accountId, detailType, detail };
  }
  throw new Error('The message is neither a notification of S3 nor an event of EventBridge.');
}
