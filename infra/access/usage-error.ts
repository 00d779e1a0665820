/** What the person at the terminal has to set right before anything can be verified. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
