import type { AccessClass } from '../actions/allowlist.ts';

/** What became of one HTTP request to AWS. */
export type Attempt =
  /** Not all of it left this machine: no connection, or one that was closed before it was written. */
  | { readonly phase: 'unsent' }
  /** It was sent, or may have been, and no answer came: a cut, the deadline. */
  | { readonly phase: 'unanswered' }
  | {
      readonly phase: 'answered';
      /** HTTP */
      readonly status: number;
      /** As the SDK names it; absent where no error was read from the answer. */
      readonly errorName?: string;
    };

/** The local AWS's word, with status 501, for what it does not simulate; it has done nothing then. */
export const NOT_SIMULATED = 'NotSimulatedException';

/**
 * Whether AWS could have done what a call asks for. A read does nothing. AWS refuses before it acts, so a 4xx means
 * that nothing was done, whatever its error; after a 5xx, a 3xx, a 2xx that is no proper answer, or no answer at all,
 * nobody knows. All attempts of the call count: what the first may have done, the refusal of the last does not undo.
 * Pure.
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

/** What an error that the SDK throws for one attempt says of it. */
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

/** A system call that failed before the request was out: the name was looked up, the connection made, bytes written. */
const BEFORE_SENT = new Set(['getaddrinfo', 'connect', 'write']);

/** Node's and the SDK's own words, which no code stands for, for a connection that was given up while it was made. */
const NOT_CONNECTED = /^Client network socket disconnected before secure TLS|did not establish a connection/;

/**
 * A request that is not whole cannot be acted on, and Node writes head and body at once: an error of writing means
 * that the peer has not got all of it. An error of reading, such as ECONNRESET, comes after that, and says nothing.
 */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isUnsent);
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return BEFORE_SENT.has(syscall);
  // Without a system call: Node itself refuses to write on a connection that the peer has ended.
  return code === 'EPIPE' || NOT_CONNECTED.test(error.message);
}
