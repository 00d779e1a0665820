import type { OperatorTerminal } from '../../../infra/operator/operator-terminal.ts';

/** What a command printed and asked at a test's terminal. */
export interface Spoken {
  readonly code: number;
  readonly text: string;
  readonly errors: string;
  readonly questions: readonly string[];
}

export interface Sitting {
  /** Answers, perhaps after doing something. @default - standard input is not a terminal */
  readonly ask?: ((question: string) => string | Promise<string>) | undefined;
  /** Ctrl-C. */
  readonly interrupted?: AbortSignal;
  /** Sees each line as it is printed. */
  readonly onLine?: (line: string) => void;
}

export async function atTerminal(
  run: (terminal: OperatorTerminal) => Promise<number>,
  { ask, interrupted, onLine }: Sitting = {},
): Promise<Spoken> {
  const lines: string[] = [];
  const errors: string[] = [];
  const questions: string[] = [];
  const code = await run({
    print(line) {
      lines.push(plain(line));
      onLine?.(line);
    },
    printError: (line) => void errors.push(plain(line)),
    columns: 160,
    ...(interrupted && { interrupted: () => interrupted }),
    ...(ask && {
      ask: async (question: string) => {
        questions.push(question);
        return await ask(question);
      },
    }),
  });
  return { code, text: lines.join('\n'), errors: errors.join('\n'), questions };
}

/** Commands are read by programs, too. */
export function plain(line: string): string {
  if (line.includes('\u001b'))
    throw new Error(`A terminal's control sequence was printed: ${JSON.stringify(line)}`);
  return line;
}
