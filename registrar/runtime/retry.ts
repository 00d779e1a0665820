import { setTimeout as pause } from 'node:timers/promises';

export interface RetryOptions {
  /** Milliseconds to wait after each failed attempt but the last: one attempt more than there are pauses. */
  readonly pauses: readonly number[];
  /** Whether another attempt may succeed after this error. @default after every error */
  readonly when?: (error: unknown) => boolean;
  /** @default setTimeout */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Makes an attempt again until it succeeds.
 *
 * @throws what the last attempt threw, or the first that `when` does not accept
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
