import type { Delivery } from '../delivery.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses after the first, second, … failure: eight attempts over 27 hours and 35 minutes. */
export const PAUSES_MILLISECONDS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

/**
 * The maximum age of a delivery that waits for its callback's breaker or the end of a suspension; one that is tried on
 * schedule is younger.
 */
export const MAX_AGE_MILLISECONDS = 28 * HOUR;

/** Whether a delivery has reached the maximum age. Pure. */
export function isOver(
  { startedAt = Number.POSITIVE_INFINITY }: Pick<Delivery, 'startedAt'>,
  now: number,
): boolean {
  return startedAt + MAX_AGE_MILLISECONDS <= now;
}

/**
 * When to try again after `attempts` failures, the last of them at `now`; undefined after the last attempt. Pure.
 */
export function nextAttemptAt(attempts: number, now: number): number | undefined {
  const pause = PAUSES_MILLISECONDS[attempts - 1];
  return pause === undefined ? undefined : now + pause;
}
