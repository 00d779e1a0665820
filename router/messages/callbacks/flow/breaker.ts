/** What a callback's breaker is decided by. */
export interface BreakerState {
  /** Since the last success. */
  readonly failuresInARow: number;
  /** Nothing else is tried before, in milliseconds since the epoch: a probe is on its way, or has just failed. */
  readonly probeAgainAt: number;
}

/** So many failures in a row open the breaker. */
export const FAILURES_THAT_OPEN = 10;

/** Time between a probe that failed and the next. */
export const PROBE_PAUSE_MILLISECONDS = 60_000;

/** A probe of which nothing is heard for so long is lost. A message of the queue is back before that. */
export const PROBE_LEASE_MILLISECONDS = 5 * 60_000;

/** An open breaker lets one probe at a time through; all else waits. Pure. */
export function isOpen({ failuresInARow }: Pick<BreakerState, 'failuresInARow'>): boolean {
  return failuresInARow >= FAILURES_THAT_OPEN;
}

export function mayProbe({ probeAgainAt }: Pick<BreakerState, 'probeAgainAt'>, now: number): boolean {
  return probeAgainAt <= now;
}
