/** One request as it came in over the wire. */
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

/** What CloudTrail is to AWS: who called what, for tests that count calls where they arrive. */
export class CallLog {
  readonly #capacity: number;
  #calls: Call[] = [];

  /** Keeps the last `capacity` calls. */
  constructor(capacity = 20_000) {
    this.#capacity = capacity;
  }

  record(call: Call): void {
    this.#calls.push(call);
    if (this.#calls.length > this.#capacity) this.#calls = this.#calls.slice(-this.#capacity / 2);
  }

  /** The calls that have all members of `filter`, oldest first. */
  matching(filter: CallFilter = {}): readonly Call[] {
    const wanted = Object.entries(filter);
    return this.#calls.filter((call) => wanted.every(([key, value]) => call[key as keyof Call] === value));
  }

  count(filter: CallFilter = {}): number {
    return this.matching(filter).length;
  }

  clear(): void {
    this.#calls = [];
  }
}
