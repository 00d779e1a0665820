import { MIMEType } from 'node:util';
import { type Deadline, DeadlineExceededError, withinDeadline } from '../deadline.ts';
import { RouterError } from '../errors.ts';

/** The parts of a request from which the body is read. */
export interface BodySource {
  header(name: string): string | undefined;
  /** The body as UTF-8; invalid bytes have become U+FFFD. */
  text(): Promise<string>;
}

export interface BodyLimits {
  readonly maxBytes: number;
  readonly deadline: Deadline;
}

/**
 * Reads a request's body as a JSON object; a missing or empty body is `{}`.
 *
 * @throws RouterError `PayloadTooLargeException`, `RequestTimeoutException`, `UnsupportedMediaTypeException`,
 *   `SerializationException`
 */
export async function readJsonObject(
  source: BodySource,
  limits: BodyLimits,
): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(source, limits);
  if (text === '') return {};
  assertJson(source.header('content-type'), source.header('content-encoding'));
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new RouterError('SerializationException', 'The body must be a JSON object.');
  }
  return body as Readonly<Record<string, unknown>>;
}

async function readText(source: BodySource, { maxBytes, deadline }: BodyLimits): Promise<string> {
  try {
    const text = await withinDeadline(source.text(), deadline);
    if (Buffer.byteLength(text) > maxBytes) throw tooLarge(maxBytes);
    return text;
  } catch (error) {
    if (!(error instanceof DeadlineExceededError)) throw error;
    throw new RouterError(
      'RequestTimeoutException',
      'The body did not arrive within the time for a request.',
    );
  }
}

export function tooLarge(maxBytes: number): RouterError {
  const message = `The body is larger than ${maxBytes} bytes. Larger attachments go by AttachmentUrl.`;
  return new RouterError('PayloadTooLargeException', message);
}

/** A body without a content type counts as JSON, as at API Gateway. */
function assertJson(contentType = 'application/json', contentEncoding = 'identity'): void {
  if (isJsonInUtf8(contentType) && contentEncoding.toLowerCase() === 'identity') return;
  const message = 'The body must be JSON: content-type application/json, UTF-8, without a content-encoding.';
  throw new RouterError('UnsupportedMediaTypeException', message);
}

/** Only the media type and the charset count; other parameters mean nothing for JSON (RFC 8259, section 11). */
function isJsonInUtf8(contentType: string): boolean {
  if (contentType === 'application/json') return true;
  try {
    const { essence, params } = new MIMEType(contentType);
    return essence === 'application/json' && /^utf-?8$/i.test(params.get('charset') ?? 'utf-8');
  } catch {
    return false;
  }
}

/** API Gateway and function URLs replace bytes that are not UTF-8 with it, so the router cannot tell the difference. */
const REPLACEMENT_CHARACTER = '\ufffd';
const BYTE_ORDER_MARK = /^\ufeff/;

function parseJson(text: string): unknown {
  if (text.includes(REPLACEMENT_CHARACTER)) {
    const message =
      'The body is not UTF-8, or contains the character U+FFFD, which must be written as \\ufffd.';
    throw new RouterError('SerializationException', message);
  }
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch {
    // The parser's message quotes the body.
    throw new RouterError('SerializationException', 'The body is not valid JSON.');
  }
}
