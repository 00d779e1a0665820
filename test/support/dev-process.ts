import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

export interface DevProcess {
  readonly child: ChildProcess;
  /** Its base URL; rejects with what it printed when it ends before it listens. */
  readonly listening: Promise<string>;
  /** The exit code. */
  readonly exit: Promise<number | null>;
  /** Its output so far. */
  output(): string;
}

/** `npm run dev` in a process of its own, on a free port, with nothing of this shell but its PATH. */
export function startDevProcess(environment: Readonly<Record<string, string>>): DevProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', '--no-warnings', 'infra/local/dev.ts'], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', PORT: '0', EXPLORER_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const printed = new Promise<string>((resolve) => {
    const collect = (chunk: Buffer) => {
      text += chunk.toString();
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = exit.then(() => Promise.reject(new Error(text)));
  // A test may wait only for the exit.
  const listening = Promise.race([printed, ended]);
  listening.catch(() => {});
  return { child, listening, exit, output: () => text };
}
