import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { RouterError } from '../errors.ts';

/** Refuses a larger body before it is read. */
export function limitBody(maxBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () => {
      const message = `The body is larger than ${maxBytes} bytes. Larger attachments go by AttachmentUrl.`;
      throw new RouterError('PayloadTooLargeException', message);
    },
  });
}

/**
 * Reads a request's body as a JSON object; no body, or an empty one, is `{}`.
 *
 * @throws RouterError `UnsupportedMediaTypeException`, `SerializationException`
 */
export async function readJsonObject(request: {
  header(name: string): string | undefined;
  arrayBuffer(): Promise<ArrayBuffer>;
}): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  assertJson(request.header('content-type'), request.header('content-encoding'));
  const body = parseJson(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RouterError('SerializationException', 'The body must be a JSON object.');
  }
  return body as Readonly<Record<string, unknown>>;
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** A body without a content type counts as JSON, as at API Gateway. */
function assertJson(contentType = 'application/json', contentEncoding = 'identity'): void {
  if (JSON_TYPE.test(contentType) && contentEncoding === 'identity') return;
  const message = 'The body must be JSON: content-type application/json, UTF-8, without a content-encoding.';
  throw new RouterError('UnsupportedMediaTypeException', message);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    // The parser's own message quotes the body.
    throw new RouterError('SerializationException', 'The body is not valid JSON in UTF-8.');
  }
}
