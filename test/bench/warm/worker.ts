import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Arm } from '../arms.ts';
import type { BenchAws } from '../aws.ts';
import { functionEnvironment } from '../function-environment.ts';
import type { CpuProfile } from '../makeup/profile.ts';

/** What a run of events took; times in milliseconds. */
export interface Run {
  /** Of each event, from the handler's call to its answer. */
  readonly times: readonly number[];
  /** Of all of them. */
  readonly elapsed: number;
  /** User and system, of all threads. */
  readonly processor: number;
}

/** A function that stays warm between runs, in a process of its own. */
export class Worker {
  readonly #name: string;
  readonly #process: ChildProcess;
  /** Rejects: only the benchmark ends a worker. */
  readonly #exited: Promise<never>;

  constructor(
    { name, directory }: Arm,
    options: {
      readonly node: string;
      readonly aws: Pick<BenchAws, 'endpoints'>;
      readonly environment?: Readonly<Record<string, string>>;
    },
  ) {
    this.#name = name;
    this.#process = fork(fileURLToPath(new URL('worker.cjs', import.meta.url)), {
      cwd: directory,
      execPath: options.node,
      execArgv: ['--expose-gc'],
      env: { ...functionEnvironment(options.aws), ...options.environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#exited = once(this.#process, 'exit').then(() => {
      throw new Error(`The function ${name} ended`);
    });
    this.#exited.catch(() => {});
  }

  /** @param events JSON, in the order of the calls */
  async run(events: readonly string[], concurrency = 1, statusCode = 200): Promise<Run> {
    const run = (await this.#ask({ events, concurrency })) as Run & { readonly statusCode: number };
    if (run.statusCode !== statusCode)
      throw new Error(`The function ${this.#name} answered ${run.statusCode}`);
    return run;
  }

  /** What the function holds in memory, garbage collected. */
  async heapBytes(): Promise<number> {
    return (await this.#ask('heap')) as number;
  }

  async startProfile(): Promise<void> {
    await this.#ask('start profile');
  }

  /** What ran since the start of the profile. */
  async stopProfile(): Promise<CpuProfile> {
    return (await this.#ask('stop profile')) as CpuProfile;
  }

  async #ask(message: object | string): Promise<unknown> {
    this.#process.send(message);
    const [answer] = await Promise.race([once(this.#process, 'message'), this.#exited]);
    return answer;
  }

  stop(): void {
    this.#process.disconnect();
  }
}
