import { AwsError } from '../core/aws-error.ts';
import type { Clock } from '../core/clock/clock.ts';
import type { DeliveryFailure } from './delivery-stream.ts';

/** Records for one object. */
export interface Batch {
  readonly records: readonly Buffer[];
  /** Arrival of the oldest record, in milliseconds since the epoch; the object's key is made of it. */
  readonly oldestArrival: number;
}

export interface BufferingHints {
  readonly bufferSeconds: number;
  readonly bufferBytes: number;
}

export interface DeliveryOptions {
  readonly clock: Clock;
  readonly hints: () => BufferingHints;
  /** Writes one object. @throws AwsError */
  readonly write: (batch: Batch) => void;
  readonly report: (failure: DeliveryFailure) => void;
}

const RETENTION_MILLISECONDS = 24 * 3_600_000;
/** AWS does not document the pauses between attempts: here the buffering interval, then twice as long each time. */
const MIN_RETRY_SECONDS = 1;
const MAX_RETRY_SECONDS = 60;
const MAX_KEPT_FAILURES = 1000;

/**
 * Buffers records until the interval or the size of the buffering hints is reached, and repeats a batch that S3 refuses
 * for 24 hours ("Handle data delivery failures").
 */
export class Delivery {
  readonly failures: DeliveryFailure[] = [];
  readonly #options: DeliveryOptions;
  #records: Buffer[] = [];
  #bytes = 0;
  #oldestArrival = 0;
  #cancelTimer: () => void = () => {};
  readonly #refused = new Map<Batch, () => void>();

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  add(record: Buffer): void {
    const { clock, hints } = this.#options;
    const { bufferSeconds, bufferBytes } = hints();
    if (this.#records.length === 0) {
      this.#oldestArrival = clock.now();
      this.#cancelTimer = clock.after(bufferSeconds * 1000, () => this.#close());
    }
    this.#records.push(record);
    this.#bytes += record.length;
    if (this.#bytes >= bufferBytes) this.#close();
  }

  /** Writes everything in the buffer now. */
  flush(): void {
    for (const [batch, cancel] of [...this.#refused]) {
      cancel();
      this.#deliver(batch);
    }
    this.#close();
  }

  /** Records that have not been written yet. */
  get pendingRecords(): number {
    return [...this.#refused.keys()].reduce((sum, { records }) => sum + records.length, this.#records.length);
  }

  /** Discards everything, as deleting a stream does. */
  stop(): void {
    this.#cancelTimer();
    for (const cancel of this.#refused.values()) cancel();
    this.#refused.clear();
    this.#records = [];
    this.#bytes = 0;
  }

  #close(): void {
    this.#cancelTimer();
    const batch = { records: this.#records, oldestArrival: this.#oldestArrival };
    this.#records = [];
    this.#bytes = 0;
    if (batch.records.length > 0) this.#deliver(batch);
  }

  #deliver(
    batch: Batch,
    retrySeconds = Math.max(this.#options.hints().bufferSeconds, MIN_RETRY_SECONDS),
  ): void {
    const { clock, write } = this.#options;
    this.#refused.delete(batch);
    try {
      write(batch);
    } catch (error) {
      const lost = clock.now() - batch.oldestArrival >= RETENTION_MILLISECONDS;
      this.#report(error, batch, lost);
      if (lost) return;
      const seconds = Math.min(retrySeconds, MAX_RETRY_SECONDS);
      const retry = () => this.#deliver(batch, seconds * 2);
      this.#refused.set(batch, clock.after(seconds * 1000, retry));
    }
  }

  #report(error: unknown, { records }: Batch, lost: boolean): void {
    const { clock, report } = this.#options;
    const code = error instanceof AwsError ? error.code : 'InternalFailure';
    const message = error instanceof Error ? error.message : String(error);
    const failure = { at: clock.now(), code, message, records: records.length, lost };
    this.failures.push(failure);
    if (this.failures.length > MAX_KEPT_FAILURES) this.failures.shift();
    report(failure);
  }
}
