import type { Readable } from 'node:stream';
import type { SdkTransport } from './transport.ts';

/** A success of AWS without what a success must have, so it is unknown whether anything was done. */
export class ImproperAnswerError extends Error {
  override readonly name = 'ImproperAnswerError';
  /** The member that the SDK sets on outputs and errors. */
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };

  constructor(message: string, $metadata: ImproperAnswerError['$metadata'], cause?: unknown) {
    super(message, { cause });
    this.$metadata = $metadata;
  }
}

type Answer = Awaited<ReturnType<SdkTransport['handle']>>;

/**
 * The transport of clients whose service answers in JSON. The SDK takes an empty body, `null`, a list, a string or an
 * error with status 200 for an empty success, and DynamoDB's would mean "there is no such item"; here they are errors.
 */
export class JsonTransport {
  readonly #transport: SdkTransport;

  constructor(transport: SdkTransport) {
    this.#transport = transport;
  }

  /** @throws ImproperAnswerError */
  async handle(...parameters: Parameters<SdkTransport['handle']>): Promise<Answer> {
    const answer = await this.#transport.handle(...parameters);
    const { response } = answer;
    // The SDK itself reads error answers, from status 300.
    if (response.statusCode >= 300) return answer;
    const bytes = await readToEnd(response.body);
    if (!isProper(response.statusCode, bytes)) {
      throw new ImproperAnswerError('A successful answer must be a JSON object that is not an error', {
        httpStatusCode: response.statusCode,
        requestId: response.headers['x-amzn-requestid'],
      });
    }
    response.body = bytes;
    return answer;
  }
}

/** Like `buffer` of node:stream/consumers, which also makes a Blob: a tenth of a warm request's time. */
function readToEnd(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    stream
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)))
      .on('error', reject);
  });
}

const OPENING_BRACE = '{'.charCodeAt(0);
const WHITE_SPACE = new Set([' ', '\t', '\r', '\n'].map((character) => character.charCodeAt(0)));

/** Whether the text can be a JSON object; the SDK finds other syntax errors when it parses it. */
function isProper(status: number, bytes: Buffer): boolean {
  if (status === 204 || bytes.find((byte) => !WHITE_SPACE.has(byte)) !== OPENING_BRACE) return false;
  return !bytes.includes('"__type"') || !hasType(bytes);
}

/** `__type` marks an error only as a member of the answer itself. */
function hasType(bytes: Buffer): boolean {
  try {
    return Object.hasOwn(JSON.parse(bytes.toString()), '__type');
  } catch {
    return true;
  }
}
