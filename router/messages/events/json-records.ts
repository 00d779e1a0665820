/** Amazon Data Firehose takes records of at most 1,000 KiB, so anything larger is not a record. */
const MAX_RECORD_BYTES = 1_024_000;

const LINE_END = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const OPEN_LIST = 0x5b;
const CLOSE = 0x7d;
const CLOSE_LIST = 0x5d;

/** Stands for a piece that is not a JSON object. */
export const NO_RECORD = Symbol('no record');

/**
 * Reads the JSON objects from an object that Firehose wrote. Firehose concatenates records as they are: one a line,
 * without a separator (`}{`), or over many lines. Holds one record in memory, however long the stream is.
 *
 * A broken record costs only itself: a line break within a string ends the record, because JSON allows none there, and
 * when the end of a record is missing, each of its lines is parsed separately.
 */
export async function* readJsonRecords(
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<object | typeof NO_RECORD> {
  const scanner = new RecordScanner();
  for await (const chunk of stream) yield* scanner.scan(chunk);
  yield* scanner.end();
}

class RecordScanner {
  /** The unfinished record, from earlier chunks. */
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** Whether there are bytes between records other than commas and line breaks. */
  #stray = false;

  *scan(chunk: Uint8Array): Generator<object | typeof NO_RECORD> {
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index];
      if (this.#depth === 0) {
        if (byte === OPEN) {
          yield* this.#endStray();
          start = index;
          this.#depth = 1;
        } else if (!isSeparator(byte)) this.#stray = true;
        continue;
      }
      const ended = this.#step(byte);
      if (ended === 'whole') yield this.#take(chunk.subarray(start, index + 1));
      else if (ended === 'broken') yield* this.#giveUp(chunk.subarray(start, index + 1));
      else if (this.#bytes + index - start >= MAX_RECORD_BYTES)
        yield* this.#giveUp(chunk.subarray(start, index + 1));
    }
    if (this.#depth > 0) this.#keep(chunk.subarray(start));
  }

  *end(): Generator<object | typeof NO_RECORD> {
    yield* this.#endStray();
    if (this.#depth > 0) yield* this.#giveUp(new Uint8Array());
  }

  #step(byte: number | undefined): 'whole' | 'broken' | undefined {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return byte === LINE_END ? 'broken' : undefined;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth += 1;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth -= 1;
    return this.#depth === 0 ? 'whole' : undefined;
  }

  #keep(part: Uint8Array): void {
    // A copy, because a slice would keep the whole chunk in memory.
    this.#parts.push(part.slice());
    this.#bytes += part.length;
  }

  #take(last: Uint8Array): object | typeof NO_RECORD {
    return parseObject(this.#text(last)) ?? NO_RECORD;
  }

  *#giveUp(last: Uint8Array): Generator<object | typeof NO_RECORD> {
    for (const line of this.#text(last).split('\n')) {
      if (line.trim() !== '') yield parseObject(line) ?? NO_RECORD;
    }
  }

  *#endStray(): Generator<typeof NO_RECORD> {
    if (this.#stray) yield NO_RECORD;
    this.#stray = false;
  }

  /** Ends the unfinished record. */
  #text(last: Uint8Array): string {
    const text = Buffer.concat([...this.#parts, last]).toString('utf8');
    this.#parts = [];
    this.#bytes = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    return text;
  }
}

function isSeparator(byte: number | undefined): boolean {
  return byte === LINE_END || byte === 0x0d || byte === 0x20 || byte === 0x09 || byte === 0x2c;
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
