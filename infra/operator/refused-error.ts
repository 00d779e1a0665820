/** The command was refused and has changed nothing. The message says why, and what to do. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** For programs that must tell one refusal from another. @default 1 */
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
