import type { Terminal } from '../access/terminal.ts';

/** The terminal of an operator's command, and a way to ask. */
export interface OperatorTerminal extends Terminal {
  /** Undefined when standard input is not a terminal, where nobody could answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Undefined when standard error is not a terminal. */
  readonly drawProgress?: (total: number) => Progress;
  /**
   * From now on the first Ctrl-C aborts this signal without ending the process; the second one ends it.
   *
   * @default never aborted
   */
  readonly interrupted?: () => AbortSignal;
}

/** The progress of a long task. */
export interface Progress {
  /** @param done of the whole */
  to(done: number): void;
  end(): void;
}
