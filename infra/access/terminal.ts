/** The output of a command. */
export interface Terminal {
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Width in characters. */
  readonly columns: number;
}
