import { setTimeout as pause } from 'node:timers/promises';

export interface RetryOptions {
  /** Milliseconds to wait after each failed attempt except the last, so there is one attempt more than pauses. */
  readonly pauses: readonly number[];
  /** Whether to try again after this error. @default after every error */
  readonly when?: (error: unknown) => boolean;
  /** @default setTimeout */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Repeats an attempt until it succeeds.
 *
 * @throws the error of the last attempt, or the first error that `when` does not accept
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { pauses, when = () => true, sleep = pause }: RetryOptions,
): Promise<T> {
  for (const milliseconds of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!when(error)) throw error;
      await sleep(milliseconds);
    }
  }
  return await attempt();
}
