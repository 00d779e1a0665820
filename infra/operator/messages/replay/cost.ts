/** The amount to read. */
export interface ReplaySize {
  readonly objects: number;
  readonly bytes: number;
}

/** An event of End User Messaging with its usual members has some 700 bytes. */
const EVENT_BYTES = 700;

/**
 * US dollars, list prices of us-east-1 as this was written. An object: GET, three requests of SQS's, 50 ms of a function
 * of 512 MB. An event: a consistent read, and two writes where the table does not have it.
 */
const PRICES = {
  object: 0.4e-6 + 3 * 0.4e-6 + 0.05 * 0.5 * 16.7e-6,
  read: 0.125e-6,
  written: 2 * 0.625e-6,
} as const;

/** The approximate cost of a replay: if the table still has the events, and if it has lost them. Pure. */
export function costOf({ objects, bytes }: ReplaySize): { readonly known: number; readonly lost: number } {
  const events = bytes / EVENT_BYTES;
  const known = objects * PRICES.object + events * PRICES.read;
  return { known, lost: known + events * PRICES.written };
}

/** `0.12`; whole cents, rounded up. */
export function dollars(amount: number): string {
  return (Math.ceil(amount * 100) / 100).toFixed(2);
}
