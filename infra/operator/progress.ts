import type { OperatorTerminal, Progress } from './operator-terminal.ts';

/** A progress bar on a terminal; otherwise a line for each tenth. */
export function startProgress(
  { drawProgress, printError }: Pick<OperatorTerminal, 'drawProgress' | 'printError'>,
  total: number,
  what: string,
): Progress {
  if (drawProgress !== undefined) return drawProgress(total);
  let tenths = 0;
  return {
    to(done) {
      const reached = Math.floor((done * 10) / total);
      if (reached > tenths) printError(`  ${done} of ${total} ${what}`);
      tenths = Math.max(tenths, reached);
    },
    end() {},
  };
}
