/** What was asked for cannot be: nothing has changed. The message says why, and what to do. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
