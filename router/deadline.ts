/** The latest time at which a request must be answered. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
  /** Rejects at the deadline with DeadlineExceededError. */
  readonly exceeded: Promise<never>;
  /** Stops the timer; the signal will not abort any more. */
  stop(): void;
}

/** The deadline of a request passed before a result that it waited for. */
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
  // Without a handler, the rejection would be unhandled when nothing waits for it.
  exceeded.catch(() => {});
  return {
    expiresAt: now() + milliseconds,
    signal: controller.signal,
    exceeded,
    stop: () => clearTimeout(timer),
  };
}

/**
 * Waits for `work` until the deadline. The work itself goes on, because other requests may wait for it.
 *
 * @throws DeadlineExceededError
 */
export function withinDeadline<T>(work: Promise<T>, { exceeded }: Deadline): Promise<T> {
  return Promise.race([work, exceeded]);
}
