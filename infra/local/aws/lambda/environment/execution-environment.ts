import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../core/clock/clock.ts';
import type { FunctionConfiguration } from '../function-configuration.ts';
import { LogLines } from '../logging/log-lines.ts';
import type { InvocationSpan } from '../logging/platform-log.ts';
import type { FunctionResult } from './function-result.ts';
import {
  exited,
  failed,
  MAX_RESPONSE_BYTES,
  responseTooLarge,
  succeeded,
  timedOut,
} from './function-result.ts';
import type { RuntimeInvocation } from './runtime-api.ts';
import { RuntimeApi } from './runtime-api.ts';

const BOOTSTRAP = fileURLToPath(new URL('runtime/bootstrap.mjs', import.meta.url));

/** The time for a runtime's initialization that does not count against the function's timeout. */
const INIT_MILLISECONDS = 10_000;

export interface EnvironmentOptions {
  readonly configuration: FunctionConfiguration;
  /** The process's environment except `AWS_LAMBDA_RUNTIME_API`. */
  readonly variables: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  /** Path of the Node that runs the function. */
  readonly node: string;
  readonly clock: Clock;
  onStart(span: InvocationSpan): void;
  /** Takes the lines of standard output and standard error. */
  onOutput(lines: readonly string[]): void;
  onReport(span: InvocationSpan, result: FunctionResult): void;
  onExit(): void;
}

/** An event that waits for an environment. */
export type PendingInvocation = Pick<RuntimeInvocation, 'requestId' | 'payload' | 'traceId'>;

interface Running {
  readonly invocation: PendingInvocation;
  readonly resolve: (result: FunctionResult) => void;
  /** Milliseconds since the epoch; absent while the runtime initializes. */
  deliveredAt?: number;
  cancelTimeout: () => void;
}

/**
 * A process that runs one function, for one event at a time, and keeps the module's state in between. It starts with
 * its first event, and ends after a timeout, a crash or `stop`.
 */
export class ExecutionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #api: RuntimeApi;
  readonly #logs: LogLines;
  #process: ChildProcess | undefined;
  #running: Running | undefined;
  #ready: (() => void) | undefined;
  #isReady = false;
  #stopped = false;

  constructor(options: EnvironmentOptions) {
    this.#options = options;
    this.#logs = new LogLines((lines) => options.onOutput(lines));
    this.#api = new RuntimeApi({
      onReady: () => this.#becomeReady(),
      onResponse: (requestId, body) => this.#finish(requestId, succeeded(Buffer.from(body))),
      onError: (requestId, body) => this.#finish(requestId, failed(body)),
      onInitError: (body) => this.#end(failed(body)),
    });
  }

  /** Resolves when the function has answered, failed, or timed out; never rejects. */
  async run(invocation: PendingInvocation): Promise<FunctionResult> {
    const { clock, configuration } = this.#options;
    const result = new Promise<FunctionResult>((resolve) => {
      const limit = INIT_MILLISECONDS + configuration.timeoutSeconds * 1000;
      const cancelTimeout = clock.after(limit, () => this.#timeOut());
      this.#running = { invocation, resolve, cancelTimeout };
    });
    if (this.#process === undefined) await this.#start();
    if (this.#isReady) this.#deliver();
    const { payload, ...rest } = await result;
    if (payload.length > MAX_RESPONSE_BYTES) return responseTooLarge();
    return { payload, ...rest };
  }

  /** Resolves once the runtime can take another event, or has ended. */
  async ready(): Promise<void> {
    if (this.#isReady || this.#stopped) return;
    await new Promise<void>((resolve) => {
      this.#ready = resolve;
    });
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#stopped = true;
    this.#api.close();
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async #start(): Promise<void> {
    const { configuration, variables, taskRoot, node } = this.#options;
    const address = await this.#api.listen();
    if (this.#stopped) {
      this.#api.close();
      this.#settle(this.#requestId(), exited(this.#requestId(), null, 'SIGKILL'));
      return;
    }
    const child = spawn(node, [`--max-old-space-size=${configuration.memoryMegabytes}`, BOOTSTRAP], {
      cwd: taskRoot,
      env: { ...variables, AWS_LAMBDA_RUNTIME_API: address },
      stdio: 'pipe',
    });
    this.#process = child;
    // Writing to a process that has just ended is not an error; its exit is handled.
    child.stdin.on('error', () => {});
    this.#logs.read(child.stdout, child.stderr);
    child.once('error', (error) => this.#end(failed(JSON.stringify({ errorMessage: error.message }))));
    child.once('close', (code, signal) => this.#end(exited(this.#requestId(), code, signal)));
  }

  #becomeReady(): void {
    this.#isReady = true;
    this.#deliver();
    this.#ready?.();
  }

  #deliver(): void {
    const running = this.#running;
    if (running === undefined || running.deliveredAt !== undefined) return;
    const { clock, configuration } = this.#options;
    const limit = configuration.timeoutSeconds * 1000;
    running.cancelTimeout();
    running.cancelTimeout = clock.after(limit, () => this.#timeOut());
    running.deliveredAt = clock.now();
    this.#isReady = false;
    const deadline = Date.now() + limit;
    this.#options.onStart(spanOf(running, clock.now()));
    this.#api.deliver({ ...running.invocation, functionArn: configuration.arn, deadline });
  }

  #requestId(): string {
    return this.#running?.invocation.requestId ?? '';
  }

  #finish(requestId: string, result: FunctionResult): void {
    if (requestId !== this.#requestId()) return;
    this.#logs.whenEnded(requestId).then(() => this.#settle(requestId, result));
  }

  #settle(requestId: string, result: FunctionResult): void {
    const running = this.#running;
    if (running === undefined || running.invocation.requestId !== requestId) return;
    running.cancelTimeout();
    this.#running = undefined;
    this.#options.onReport(spanOf(running, this.#options.clock.now()), result);
    running.resolve(result);
  }

  #timeOut(): void {
    this.#end(timedOut(this.#requestId(), this.#options.configuration.timeoutSeconds));
  }

  /** The process has ended, or is ending. */
  #end(result: FunctionResult): void {
    this.#settle(this.#requestId(), result);
    this.#logs.flush();
    this.#ready?.();
    if (this.#stopped) return;
    void this.stop();
    this.#options.onExit();
  }
}

function spanOf({ invocation, deliveredAt }: Running, now: number): InvocationSpan {
  return { requestId: invocation.requestId, startedAt: deliveredAt ?? now, endedAt: now };
}
