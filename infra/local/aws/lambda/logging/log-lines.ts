import type { Readable } from 'node:stream';

/** The lines of a process's two output streams, with marks that tell when a request's output is complete. */
export class LogLines {
  readonly #emit: (lines: readonly string[]) => void;
  readonly #rests = new Map<Readable, string>();
  readonly #marks = new Map<string, number>();
  readonly #waiting = new Map<string, () => void>();
  #streams = 0;

  constructor(emit: (lines: readonly string[]) => void) {
    this.#emit = emit;
  }

  read(...streams: readonly Readable[]): void {
    this.#streams = streams.length;
    for (const stream of streams) {
      this.#rests.set(stream, '');
      stream.setEncoding('utf8').on('data', (chunk: string) => this.#take(stream, chunk));
    }
  }

  /** Resolves when every stream has delivered the request's mark. */
  async whenEnded(requestId: string): Promise<void> {
    if (this.#marks.get(requestId) !== this.#streams)
      await new Promise<void>((resolve) => this.#waiting.set(requestId, resolve));
    this.#marks.delete(requestId);
  }

  /** Emits unfinished lines, and ends all waiting. */
  flush(): void {
    const rests = [...this.#rests.values()].filter((rest) => rest !== '');
    this.#rests.clear();
    if (rests.length > 0) this.#emit(rests);
    for (const resolve of this.#waiting.values()) resolve();
    this.#waiting.clear();
  }

  #take(stream: Readable, chunk: string): void {
    const lines = `${this.#rests.get(stream) ?? ''}${chunk}`.split('\n');
    this.#rests.set(stream, lines.pop() ?? '');
    // A mark may follow output without a line break.
    const [output, marks] = [[] as string[], [] as string[]];
    for (const line of lines) {
      const [before = '', mark] = line.split('\0');
      if (mark !== undefined) marks.push(mark);
      if (mark === undefined || before !== '') output.push(before);
    }
    if (output.length > 0) this.#emit(output);
    for (const mark of marks) this.#mark(mark);
  }

  #mark(requestId: string): void {
    const marks = (this.#marks.get(requestId) ?? 0) + 1;
    this.#marks.set(requestId, marks);
    if (marks !== this.#streams) return;
    this.#waiting.get(requestId)?.();
    this.#waiting.delete(requestId);
  }
}
