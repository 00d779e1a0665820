/** What a client uses of its environment; tests replace it. */
export interface Surroundings {
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1; spreads repetitions. */
  readonly random: () => number;
  /** A new Idempotency-Key. */
  readonly newKey: () => string;
}

export const NODE: Surroundings = {
  fetch: (...request) => globalThis.fetch(...request),
  now: Date.now,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  newKey: () => globalThis.crypto.randomUUID(),
};
