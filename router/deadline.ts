/** When a request has to be answered, at the latest. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Lets go of the timer; the signal will not abort any more. */
  stop(): void;
}

/** The time for a request was over before something it waited for was there. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';
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
 * @throws DeadlineExceededError
 */
export async function withinDeadline<T>(work: Promise<T>, { signal }: Deadline): Promise<T> {
  let giveUp = () => {};
  const deadline = new Promise<never>((_, reject) => {
    giveUp = () => reject(new DeadlineExceededError());
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
