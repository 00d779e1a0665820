import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from './message.ts';

/** MD5 of a body, in hex; SDK clients compare it with their own. */
export function digestOfBody(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/**
 * MD5 of message attributes as "Calculating the MD5 message digest for message attributes" defines it, or undefined
 * when there are none.
 */
export function digestOfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    const isBinary = attribute.dataType.startsWith('Binary');
    hash.update(withLength(name)).update(withLength(attribute.dataType));
    hash.update(Buffer.of(isBinary ? 2 : 1)).update(withLength(bytesOfValue(attribute)));
  }
  return hash.digest('hex');
}

/** Bytes that an attribute adds to a message's size: name, type and value. */
export function bytesOfAttributes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.dataType) + bytesOfValue(attribute).length,
    0,
  );
}

function bytesOfValue({ stringValue, binaryValue }: MessageAttribute): Buffer {
  return stringValue === undefined ? Buffer.from(binaryValue ?? '', 'base64') : Buffer.from(stringValue);
}

function withLength(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
