import { setTimeout as sleep } from 'node:timers/promises';
import { retry } from './retry.ts';

const PAUSES_MILLISECONDS = [1000, 2000, 4000, 8000];

/**
 * Makes a call again while AWS denies it. CloudFormation calls a custom resource within seconds of making its
 * function's role, whose permissions AWS may not know everywhere by then ("IAM is eventually consistent").
 *
 * @throws the call's error when it is another one, or still a denial after 15 seconds
 */
export function untilRoleIsKnown<T>(
  call: () => Promise<T>,
  signal: AbortSignal,
  pauses: readonly number[] = PAUSES_MILLISECONDS,
): Promise<T> {
  return retry(call, {
    pauses,
    when: isDenial,
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
  });
}

/** Services differ: `AccessDenied`, `AccessDeniedException`. */
function isDenial(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}
