import { AwsError } from '../../core/aws-error.ts';
import type { Caller } from '../../core/caller.ts';

/** What this service uses of S3. */
export interface ObjectSource {
  /** @throws AwsError AccessDenied, NoSuchBucket, NoSuchKey */
  getObject(caller: Caller, bucketName: string, key: string): unknown;
}

/**
 * Reads the objects of `MediaUrls` and `AttachmentUrl` with the caller's permissions: "Send an MMS message" requires
 * that the caller can read them, and the handler of `AWS::SMSVOICE::RegistrationAttachment` lists `s3:GetObject`. AWS's
 * errors are documented nowhere; these are a guess.
 *
 * @throws AwsError AccessDeniedException, ValidationException
 */
export function readObjects(source: ObjectSource, caller: Caller, input: object): void {
  const {
    MediaUrls = [],
    AttachmentUrl,
    AttachmentBody,
  } = input as {
    readonly MediaUrls?: readonly string[];
    readonly AttachmentUrl?: string;
    readonly AttachmentBody?: unknown;
  };
  // Giving both is another error.
  const attachments = AttachmentUrl === undefined || AttachmentBody !== undefined ? [] : [AttachmentUrl];
  for (const url of [...MediaUrls, ...attachments]) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
    if (bucket !== undefined && key !== undefined) readObject(source, caller, bucket, key);
  }
}

function readObject(source: ObjectSource, caller: Caller, bucket: string, key: string): void {
  try {
    source.getObject(caller, bucket, key);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'AccessDenied') throw new AwsError('AccessDeniedException', error.message);
    throw new AwsError('ValidationException', error.message);
  }
}
