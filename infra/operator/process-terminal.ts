import { SingleBar } from 'cli-progress';
import { ask } from './ask.ts';
import type { OperatorTerminal, Progress } from './operator-terminal.ts';

/** The terminal of this process: results on standard output, everything else on standard error. */
export function processTerminal(): OperatorTerminal {
  return {
    print: (line) => console.log(line),
    printError: (line) => console.error(line),
    columns: process.stdout.columns ?? 120,
    ...(process.stdin.isTTY && {
      ask: (question: string) => ask(question, { input: process.stdin, output: process.stderr }),
    }),
    ...(process.stderr.isTTY && { drawProgress }),
    interrupted: () => {
      const interruption = new AbortController();
      process.once('SIGINT', () => interruption.abort());
      return interruption.signal;
    },
  };
}

function drawProgress(total: number): Progress {
  const format = '  {bar} {percentage} % | {value} of {total} | {duration_formatted}';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false });
  bar.start(total, 0);
  return { to: (done) => bar.update(done), end: () => bar.stop() };
}
