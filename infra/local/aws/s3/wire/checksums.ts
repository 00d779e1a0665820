import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { s3Error } from '../errors.ts';

/** "Checking object integrity in Amazon S3": the algorithm of each checksum header, in base64. */
const CHECKSUMS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  'x-amz-checksum-crc32': (body) => unsigned(BigInt(crc32(body)), 32n),
  'x-amz-checksum-crc32c': (body) => unsigned(reflectedCrc(body, 0x82f63b78n, 32n), 32n),
  'x-amz-checksum-crc64nvme': (body) => unsigned(reflectedCrc(body, 0x9a6c9329ac4bc9b5n, 64n), 64n),
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest(),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest(),
};

/** What a listing says about an object's stored checksum, in "Object" of the API reference. */
export function listedChecksum(headers: Readonly<Record<string, string>>) {
  const name = Object.keys(CHECKSUMS).find((candidate) => Object.hasOwn(headers, candidate));
  if (name === undefined) return {};
  const algorithm = name.replace('x-amz-checksum-', '').toUpperCase();
  return { ChecksumAlgorithm: algorithm, ChecksumType: 'FULL_OBJECT' };
}

/**
 * Compares every checksum that the client sent with the body; returns the `x-amz-checksum-…` headers to store with the
 * object.
 *
 * @throws AwsError BadDigest
 */
export function verifyChecksums(
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  const md5 = headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(body).digest('base64'))
    throw s3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const sent = Object.entries(headers).filter(([name]) => Object.hasOwn(CHECKSUMS, name));
  for (const [name, value] of sent) {
    if (CHECKSUMS[name]?.(body).toString('base64') !== value)
      throw s3Error('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  return Object.fromEntries(sent);
}

/** A CRC with reflected input and output, and all ones at start and end. */
function reflectedCrc(body: Buffer, polynomial: bigint, width: bigint): bigint {
  const ones = (1n << width) - 1n;
  const table = Array.from({ length: 256 }, (_, byte) => {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  let crc = ones;
  for (const byte of body) crc = (crc >> 8n) ^ (table[Number((crc ^ BigInt(byte)) & 0xffn)] ?? 0n);
  return crc ^ ones;
}

function unsigned(value: bigint, width: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(Number(width / 4n), '0'), 'hex');
}
