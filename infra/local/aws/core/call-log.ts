import { History } from './history.ts';

/** One request that arrived over the wire. */
export interface Call {
  /** Name of the credential scope: `sts`, `dynamodb`, … */
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly callerArn: string;
  readonly region: string;
  readonly requestId: string;
  /** Absent when the call succeeded. */
  readonly errorCode?: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export type CallFilter = Partial<Omit<Call, 'requestId' | 'at'>>;

/** The local CloudTrail: records who called what, for tests that count calls. */
export class CallLog {
  readonly #calls: History<Call>;

  /** Keeps the last `capacity` calls; `dropped` counts the others. */
  constructor(capacity = 20_000) {
    this.#calls = new History(capacity);
  }

  record(call: Call): void {
    this.#calls.add(call);
  }

  /** The kept calls with all members of `filter`, oldest first. */
  matching(filter: CallFilter = {}): readonly Call[] {
    const wanted = Object.entries(filter);
    return this.#calls.items.filter((call) =>
      wanted.every(([key, value]) => call[key as keyof Call] === value),
    );
  }

  count(filter: CallFilter = {}): number {
    return this.matching(filter).length;
  }

  get dropped(): number {
    return this.#calls.dropped;
  }

  clear(): void {
    this.#calls.clear();
  }
}
