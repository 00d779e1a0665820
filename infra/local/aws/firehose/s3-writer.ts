import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RoleCaller } from '../core/caller.ts';
import type { Iam } from '../iam/iam.ts';
import type { S3 } from '../s3/s3.ts';
import type { DeliveredObject } from './delivered-objects.ts';
import type { Batch } from './delivery.ts';
import type { DeliveryStream } from './delivery-stream.ts';
import { evaluatePrefix } from './prefix.ts';

/**
 * A session of the stream's role, with the stream's account as external id ("Allow Firehose to assume an IAM role").
 * Whether Firehose sends `aws:SourceAccount` and `aws:SourceArn` is documented nowhere, so it does not here.
 *
 * @throws AwsError AccessDeniedException, NoSuchEntity
 */
export function assumeDeliveryRole(iam: Iam, { accountId, destination }: DeliveryStream): RoleCaller {
  return iam.assumeRoleAsService('firehose.amazonaws.com', destination.roleArn, {
    'sts:ExternalId': accountId,
  });
}

/**
 * Writes a batch as one object, with the stream's role. Of the permissions in "Grant Firehose access to an Amazon S3
 * destination" it needs GetBucketLocation and PutObject, and in another account's bucket PutObjectAcl, because Firehose
 * gives the bucket owner full control there. Those for multipart uploads are never used here.
 *
 * @throws AwsError of IAM or S3
 */
export function writeBatch(iam: Iam, s3: S3, stream: DeliveryStream, batch: Batch): DeliveredObject {
  const { bucketArn, compression, delimiter = '' } = stream.destination;
  const session = assumeDeliveryRole(iam, stream);
  const bucketName = bucketArn.replace('arn:aws:s3:::', '');
  s3.getBucketLocation(session, bucketName);
  const separator = Buffer.from(delimiter);
  const data = Buffer.concat(batch.records.flatMap((record) => [record, separator]));
  const isForeign = s3.bucket(bucketName).accountId !== stream.accountId;
  const { key, body } = s3.putObject(
    session,
    bucketName,
    objectKey(stream, batch.oldestArrival),
    compression === 'GZIP' ? gzipSync(data) : data,
    {
      headers: { 'content-type': 'application/octet-stream' },
      ...(isForeign && { acl: 'bucket-owner-full-control' }),
    },
  );
  return { bucketName, key, bytes: body.length };
}

/** "Configure Amazon S3 object name format": evaluated prefix, stream, version, time, UUID. */
function objectKey({ name, version, destination }: DeliveryStream, oldestArrival: number): string {
  const { prefix = '', compression } = destination;
  const time = new Date(oldestArrival).toISOString().slice(0, 19).replace(/[T:]/g, '-');
  const extension = compression === 'GZIP' ? '.gz' : '';
  return `${evaluatePrefix(prefix, oldestArrival)}${name}-${version}-${time}-${randomUUID()}${extension}`;
}
