import { notSimulated } from '../../core/aws-error.ts';
import type { StoredObject } from '../bucket.ts';

/** Headers of PutObject that S3 stores and returns with the object. */
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'];

/** `x-amz-…` headers that the simulated operations read, or that have no effect on them. */
const KNOWN =
  /^x-amz-(acl|bucket-region|content-sha256|date|decoded-content-length|expected-bucket-owner|sdk-checksum-algorithm|security-token|trailer|user-agent|server-side-encryption|checksum-.+|meta-.+)$/;

/** Headers of what is not simulated: conditional and partial requests. */
const UNSUPPORTED = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'range'];

/** @throws AwsError NotSimulatedException, because a header must not be ignored */
export function assertSimulatedHeaders(headers: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(headers).find(
    (name) => UNSUPPORTED.includes(name) || (name.startsWith('x-amz-') && !KNOWN.test(name)),
  );
  if (unknown !== undefined) throw notSimulated(`the S3 request header ${unknown}`);
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && encryption !== 'AES256')
    throw notSimulated(`server-side encryption ${encryption}`);
}

/** The headers of a PutObject that are stored with the object. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'),
  );
  const encodings = (headers['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    ...(encodings.length > 0 && { 'content-encoding': encodings.join(',') }),
  };
}

/** Headers of the answers to GetObject and HeadObject; checksums only on request. */
export function objectHeaders(object: StoredObject, withChecksums: boolean): Record<string, string> {
  const headers = Object.entries(object.headers).filter(
    ([name]) => withChecksums || !name.startsWith('x-amz-checksum-'),
  );
  return {
    ...Object.fromEntries(headers),
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  };
}
