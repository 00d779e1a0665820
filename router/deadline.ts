import { RouterError } from './errors.ts';

/** When a request has to be answered, at the latest. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Lets go of the timer; the signal will not abort any more. */
  stop(): void;
}

export function startDeadline(milliseconds: number, now: () => number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  return {
    expiresAt: now() + milliseconds,
    signal: controller.signal,
    stop: () => clearTimeout(timer),
  };
}

/**
 * Waits for `work`, but no longer than the deadline. The work itself goes on, for others may wait for it too.
 *
 * @throws RouterError `UpstreamTimeoutException` at the deadline
 */
export async function withinDeadline<T>(work: Promise<T>, { signal }: Deadline): Promise<T> {
  let giveUp = () => {};
  const deadline = new Promise<never>((_, reject) => {
    giveUp = () => reject(timedOut());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

function timedOut(): RouterError {
  return new RouterError(
    'UpstreamTimeoutException',
    'AWS had not answered when the time for this request was over.',
  );
}
