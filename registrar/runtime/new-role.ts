import { setTimeout as sleep } from 'node:timers/promises';
import { retry } from './retry.ts';

const PAUSES_MILLISECONDS = [1000, 2000, 4000, 8000];

/**
 * Repeats a call while AWS denies it. CloudFormation calls a custom resource seconds after it created the function's
 * role, when the role's permissions may not be effective everywhere ("IAM is eventually consistent").
 *
 * @throws the call's error when it is not a denial, or when the call is still denied after 15 seconds
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

/** The name differs by service: `AccessDenied`, `AccessDeniedException`. */
function isDenial(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('AccessDenied');
}
