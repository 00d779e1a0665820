import { createInterface } from 'node:readline/promises';
import { SingleBar } from 'cli-progress';
import type { OperatorTerminal, Progress } from './operator-terminal.ts';

/** The terminal of this process: results on standard output, everything else on standard error. */
export function processTerminal(): OperatorTerminal {
  return {
    print: (line) => console.log(line),
    printError: (line) => console.error(line),
    columns: process.stdout.columns ?? 120,
    ...(process.stdin.isTTY && { ask }),
    ...(process.stderr.isTTY && { drawProgress }),
    interrupted: () => {
      const interruption = new AbortController();
      process.once('SIGINT', () => interruption.abort());
      return interruption.signal;
    },
  };
}

async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await reader.question(question);
  } finally {
    reader.close();
  }
}

function drawProgress(total: number): Progress {
  const format = '  {bar} {percentage} % | {value} of {total} | {duration_formatted}';
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, gracefulExit: false });
  bar.start(total, 0);
  return { to: (done) => bar.update(done), end: () => bar.stop() };
}
