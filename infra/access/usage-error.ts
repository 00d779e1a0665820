/** The command cannot start. The message says what the user has to correct. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
