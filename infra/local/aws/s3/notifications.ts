import { randomUUID } from 'node:crypto';
import { AwsError } from '../core/aws-error.ts';
import type { ServiceCaller } from '../core/caller.ts';
import type { Bucket, StoredObject } from './bucket.ts';
import { bucketArn } from './bucket.ts';
import { s3Error } from './errors.ts';

/** What the notifications use of Amazon SQS. */
export interface NotificationQueues {
  sendMessage(caller: ServiceCaller, queueArn: string, message: { readonly body: string }): unknown;
}

/** "Amazon S3 Event Notifications": S3 sends as itself, for the bucket, so the queue's policy decides. */
export class Notifications {
  readonly #queues: NotificationQueues;
  readonly #log: (line: string) => void;

  constructor(queues: NotificationQueues, log: (line: string) => void) {
    this.#queues = queues;
    this.#log = log;
  }

  /**
   * "When you configure an event notification on a bucket, Amazon S3 sends a test message."
   *
   * @throws AwsError InvalidArgument when a queue does not accept it
   */
  tryOut(bucket: Bucket, at: number): void {
    for (const { queueArn } of bucket.notifications) {
      const body = {
        Service: 'Amazon S3',
        Event: 's3:TestEvent',
        Time: new Date(at).toISOString(),
        Bucket: bucket.name,
        RequestId: randomUUID(),
        HostId: 'local',
      };
      try {
        this.#queues.sendMessage(s3For(bucket), queueArn, { body: JSON.stringify(body) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw s3Error('InvalidArgument', 'Unable to validate the following destination configurations');
      }
    }
  }

  created(bucket: Bucket, object: StoredObject): void {
    for (const { queueArn } of bucket.notifications) {
      const body = JSON.stringify({ Records: [recordOf(bucket, object)] });
      try {
        this.#queues.sendMessage(s3For(bucket), queueArn, { body });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        this.#log(`S3: the notification of ${object.key} did not reach ${queueArn}: ${error.message}`);
      }
    }
  }
}

function s3For({ accountId, name }: Bucket): ServiceCaller {
  return {
    kind: 'service',
    service: 's3.amazonaws.com',
    sourceAccount: accountId,
    sourceArn: bucketArn(name),
  };
}

/** "Event message structure" of the Amazon S3 user guide; the key is URL-encoded as a form would, a space a `+`. */
function recordOf(bucket: Bucket, { key, body, etag, lastModified, writtenBy }: StoredObject) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: bucket.region,
    eventTime: new Date(lastModified).toISOString(),
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: writtenBy },
    s3: {
      s3SchemaVersion: '1.0',
      bucket: { name: bucket.name, arn: bucketArn(bucket.name) },
      object: {
        key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+'),
        size: body.length,
        eTag: etag.replaceAll('"', ''),
        sequencer: lastModified.toString(16).toUpperCase().padStart(16, '0'),
      },
    },
  };
}
