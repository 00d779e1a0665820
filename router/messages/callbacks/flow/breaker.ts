/** The state of a callback's breaker. */
export interface BreakerState {
  /** Since the last success. */
  readonly failuresInARow: number;
  /** No delivery is tried before, in milliseconds since the epoch: a probe is in progress, or has just failed. */
  readonly probeAgainAt: number;
}

/** How many failures in a row open the breaker. */
export const FAILURES_THAT_OPEN = 10;

/** Time between a probe that failed and the next. */
export const PROBE_PAUSE_MILLISECONDS = 60_000;

/** A probe without an outcome counts as lost after this time. Its queue message is received again before that. */
export const PROBE_LEASE_MILLISECONDS = 5 * 60_000;

/** An open breaker lets one probe at a time pass; all other deliveries wait. Pure. */
export function isOpen({ failuresInARow }: Pick<BreakerState, 'failuresInARow'>): boolean {
  return failuresInARow >= FAILURES_THAT_OPEN;
}

export function mayProbe({ probeAgainAt }: Pick<BreakerState, 'probeAgainAt'>, now: number): boolean {
  return probeAgainAt <= now;
}
