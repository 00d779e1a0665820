import type { IncomingMessage } from 'node:http';
import { AwsError } from '../aws-error.ts';
import type { UnverifiedRequest } from '../signing/signature.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @throws AwsError RequestEntityTooLargeException */
export async function readRequest(incoming: IncomingMessage): Promise<UnverifiedRequest> {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  return {
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: joinedHeaders(incoming),
    body: await readBody(incoming),
  };
}

/**
 * Several values of a name form one list (RFC 9110, 5.3), cookies included (6265, 5.4); Node's `headers` drops some.
 */
function joinedHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values = []]) => [
      name,
      values.join(name === 'cookie' ? '; ' : ','),
    ]),
  );
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw new AwsError('RequestEntityTooLargeException', 'The request body is too large.', { status: 413 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
