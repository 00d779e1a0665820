import { AwsError, notSimulated } from '../aws-error.ts';

/**
 * The payload inside an `aws-chunked` body, as SDK clients send streams to S3 with a checksum in the trailer; any
 * other body as it is.
 *
 * @throws AwsError when the framing is broken, or for chunks that are signed one by one
 */
export function decodeAwsChunked(body: Buffer, headers: Readonly<Record<string, string>>): Buffer {
  const declared = headers['x-amz-content-sha256'] ?? '';
  if (declared.startsWith('STREAMING-AWS4')) throw notSimulated(`the payload signing ${declared}`);
  if (declared !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') return body;
  const chunks: Buffer[] = [];
  for (let position = 0; ; ) {
    const endOfSize = body.indexOf('\r\n', position);
    const size = Number.parseInt(body.toString('latin1', position, endOfSize), 16);
    if (endOfSize === -1 || Number.isNaN(size))
      throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
    if (size === 0) break;
    chunks.push(body.subarray(endOfSize + 2, endOfSize + 2 + size));
    position = endOfSize + 2 + size + 2;
  }
  return Buffer.concat(chunks);
}
