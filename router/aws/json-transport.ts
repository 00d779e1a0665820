import type { Readable } from 'node:stream';
import type { SdkTransport } from './transport.ts';

/** AWS answered with success and not with what must come with it: whether anything was done is not known. */
export class ImproperAnswerError extends Error {
  override readonly name = 'ImproperAnswerError';
  /** As the SDK has it on outputs and errors. */
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };

  constructor(message: string, $metadata: ImproperAnswerError['$metadata'], cause?: unknown) {
    super(message, { cause });
    this.$metadata = $metadata;
  }
}

type Answer = Awaited<ReturnType<SdkTransport['handle']>>;

/**
 * The transport of clients whose service answers in JSON. The SDK takes nothing, `null`, a list, a string or an error
 * with status 200 for an empty success, and DynamoDB's for "there is no such item"; here they are errors.
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
    // The SDK reads the answers of errors itself, from 300 up.
    if (response.statusCode >= 300) return answer;
    const bytes = await readToEnd(response.body);
    if (!isProper(response.statusCode, bytes)) {
      throw new ImproperAnswerError('An answer of success must be a JSON object that is no error', {
        httpStatusCode: response.statusCode,
        requestId: response.headers['x-amzn-requestid'],
      });
    }
    response.body = bytes;
    return answer;
  }
}

/** As `buffer` of node:stream/consumers, which makes a Blob on its way: a tenth of what a warm request costs. */
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

/** Whether it can be what it should: that it is JSON all through, the SDK sees when it reads it. */
function isProper(status: number, bytes: Buffer): boolean {
  if (status === 204 || bytes.find((byte) => !WHITE_SPACE.has(byte)) !== OPENING_BRACE) return false;
  return !bytes.includes('"__type"') || !hasType(bytes);
}

/** `__type` names an error where it is a member of the answer itself. */
function hasType(bytes: Buffer): boolean {
  try {
    return Object.hasOwn(JSON.parse(bytes.toString()), '__type');
  } catch {
    return true;
  }
}
