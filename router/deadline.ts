/** When a request has to be answered, at the latest. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Rejects at the deadline, with DeadlineExceededError. */
  readonly exceeded: Promise<never>;
  /** Lets go of the timer; the signal will not abort any more. */
  stop(): void;
}

/** The time for a request was over before something it waited for was there. */
export class DeadlineExceededError extends Error {
  override readonly name = 'DeadlineExceededError';
}

export function startDeadline(milliseconds: number, now: () => number): Deadline {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const exceeded = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      controller.abort();
      reject(new DeadlineExceededError());
    }, milliseconds);
  });
  // Nobody may be waiting.
  exceeded.catch(() => {});
  return {
    expiresAt: now() + milliseconds,
    signal: controller.signal,
    exceeded,
    stop: () => clearTimeout(timer),
  };
}

/**
 * Waits for `work`, but no longer than the deadline. The work itself goes on, for others may wait for it too.
 *
 * @throws DeadlineExceededError
 */
export function withinDeadline<T>(work: Promise<T>, { exceeded }: Deadline): Promise<T> {
  return Promise.race([work, exceeded]);
}
