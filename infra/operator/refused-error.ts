/** The command was refused and has changed nothing. The message says why, and what to do. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
