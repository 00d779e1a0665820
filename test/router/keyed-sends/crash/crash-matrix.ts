import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Rig } from '../../rig.ts';
import type { Answer, TestRouter } from '../../test-router.ts';
import type { DyingRouterOptions } from './dying-router.ts';

/** What a caller and the phone saw of one key whose first function was killed. */
export interface Crash {
  readonly dieAtAwait: number;
  /** The last answer to the caller, who asks with the same key until it is final. */
  readonly answer: { readonly status: number; readonly name: string | undefined };
  readonly messages: number;
}

/** Longer than a function may hold a key: its deadline and the margin of its lease. */
const PAST_THE_LEASE_MILLISECONDS = 60_000;
const MAX_TRIES = 3;

/** Kills functions in the middle of a send, and asks again. */
export class CrashMatrix {
  readonly #rig: Rig;
  readonly #directory: string;
  /** A function that lives, a minute later. */
  readonly #survivor: TestRouter;

  private constructor(rig: Rig, directory: string) {
    this.#rig = rig;
    this.#directory = directory;
    this.#survivor = rig.startRouter({ now: () => Date.now() + PAST_THE_LEASE_MILLISECONDS });
  }

  static async on(rig: Rig): Promise<CrashMatrix> {
    const directory = await mkdtemp(join(tmpdir(), 'dying-router-'));
    await build({
      entryPoints: [fileURLToPath(new URL('dying-router.ts', import.meta.url))],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
      mainFields: ['module', 'main'],
      outfile: join(directory, 'dying-router.cjs'),
    });
    return new CrashMatrix(rig, directory);
  }

  /** How many awaits a send has from its arrival to its answer. */
  async countAwaits(): Promise<number> {
    const { result } = await this.#die(Number.POSITIVE_INFINITY, randomUUID());
    if (result?.status !== 200) throw new Error(`The send was answered with ${result?.status}.`);
    return result.awaits;
  }

  async crashAt(dieAtAwait: number): Promise<Crash> {
    const key = randomUUID();
    await this.#die(dieAtAwait, key);
    const answer = await this.#askUntilFinal(key);
    const messages = this.#rig.aws.outbox.messages().filter(({ body }) => body === key).length;
    return { dieAtAwait, answer: { status: answer.status, name: answer.body.error?.name }, messages };
  }

  async stop(): Promise<void> {
    await rm(this.#directory, { recursive: true });
  }

  async #askUntilFinal(key: string): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#survivor.post('/acme/SendTextMessage', bodyOf(key), {
        headers: { 'Idempotency-Key': key },
      });
      if (answer.body.error?.name !== 'RequestInProgressException' || tries === MAX_TRIES) return answer;
    }
  }

  #die(dieAtAwait: number, key: string): Promise<{ result?: { status: number; awaits: number } }> {
    const options: DyingRouterOptions = {
      awsUrl: this.#rig.aws.url,
      credentials: this.#rig.credentials,
      path: '/acme/SendTextMessage',
      body: JSON.stringify(bodyOf(key)),
      idempotencyKey: key,
      dieAtAwait,
    };
    const child = fork(join(this.#directory, 'dying-router.cjs'), {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return new Promise((resolve, reject) => {
      let result: { status: number; awaits: number } | undefined;
      child.once('error', reject);
      child.once('message', (message) => {
        result = message as typeof result;
      });
      child.once('exit', () => resolve(result === undefined ? {} : { result }));
      child.send(options);
    });
  }
}

function bodyOf(key: string) {
  return { DestinationPhoneNumber: '+14254147755', MessageBody: key };
}
