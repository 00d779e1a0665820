/** Where a command writes. */
export interface Terminal {
  readonly print: (line: string) => void;
  readonly printError: (line: string) => void;
  /** Characters a line. */
  readonly columns: number;
}
