import type { AccessClass } from '../actions/allowlist.ts';

/** The outcome of one HTTP request to AWS. */
export type Attempt =
  /** The request did not leave this machine as a whole: no connection, or one that closed before all was written. */
  | { readonly phase: 'unsent' }
  /** The request was sent, or may have been, and no answer arrived: a cut connection, or the deadline. */
  | { readonly phase: 'unanswered' }
  | {
      readonly phase: 'answered';
      /** HTTP status */
      readonly status: number;
      /** The SDK's name of the error; absent when the answer contained none. */
      readonly errorName?: string;
    };

/** The error, with status 501, for what the local AWS does not simulate; it has done nothing then. */
export const NOT_SIMULATED = 'NotSimulatedException';

/**
 * Whether AWS can have acted on a call. A read changes nothing. AWS refuses before it acts, so after a 4xx nothing was
 * done, whatever the error. After a 5xx, a 3xx, a malformed 2xx or no answer, the outcome is unknown. All attempts of
 * the call count: a refusal of the last attempt does not undo what the first may have done. Pure.
 */
export function couldHaveActed(access: AccessClass, attempts: readonly Attempt[]): boolean {
  return access !== 'read' && attempts.some(mayHaveReached);
}

function mayHaveReached(attempt: Attempt): boolean {
  switch (attempt.phase) {
    case 'unsent':
      return false;
    case 'unanswered':
      return true;
    case 'answered': {
      const { status, errorName } = attempt;
      if (status === 501 && errorName === NOT_SIMULATED) return false;
      return status < 400 || status > 499;
    }
  }
}

/** The outcome in an error that the SDK throws for one attempt. */
export function attemptOf(error: unknown): Attempt {
  const status = httpStatusOf(error);
  if (status !== undefined) {
    return { phase: 'answered', status, errorName: error instanceof Error ? error.name : undefined };
  }
  return isUnsent(error) ? { phase: 'unsent' } : { phase: 'unanswered' };
}

function httpStatusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}

/** System calls that fail before the request is sent: name look-up, connect, write. */
const BEFORE_SENT = new Set(['getaddrinfo', 'connect', 'write']);

/** Messages of Node and the SDK, without a code, for a connection that was given up while it was being established. */
const NOT_CONNECTED = /^Client network socket disconnected before secure TLS|did not establish a connection/;

/**
 * AWS cannot act on an incomplete request, and Node writes head and body at once: after an error of writing, the peer
 * has not received all of it. An error of reading, such as ECONNRESET, comes later and proves nothing.
 */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isUnsent);
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return BEFORE_SENT.has(syscall);
  // Not a system call: Node refuses to write to a connection that the peer has ended.
  return code === 'EPIPE' || NOT_CONNECTED.test(error.message);
}
