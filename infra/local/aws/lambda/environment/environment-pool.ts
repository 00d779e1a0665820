import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock/clock.ts';
import type { ExecutionEnvironment, PendingInvocation } from './execution-environment.ts';
import type { FunctionResult } from './function-result.ts';

export interface PoolOptions {
  readonly clock: Clock;
  start(onExit: () => void): ExecutionEnvironment;
  /** @default unreserved */
  readonly reservedConcurrency?: number | undefined;
  /** The most processes for one function on this machine; further invocations wait. */
  readonly maxEnvironments: number;
}

/** How long an idle environment is kept. */
const IDLE_MILLISECONDS = 5 * 60_000;

/** Environments are replaced well before their credentials expire. */
const LIFETIME_MILLISECONDS = 2 * 3_600_000;

interface Slot {
  readonly environment: ExecutionEnvironment;
  readonly startedAt: number;
  cancelReaping: () => void;
}

/** The execution environments of one configuration of one function. */
export class EnvironmentPool {
  readonly #options: PoolOptions;
  readonly #all = new Set<Slot>();
  #idle: Slot[] = [];
  #waiting: (() => void)[] = [];
  #running = 0;
  #state: 'open' | 'draining' | 'stopped' = 'open';

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** @throws AwsError TooManyRequestsException beyond the reserved concurrency */
  async run(invocation: PendingInvocation): Promise<FunctionResult> {
    const { reservedConcurrency } = this.#options;
    if (reservedConcurrency !== undefined && this.#running >= reservedConcurrency)
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', {
        status: 429,
        members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      });
    this.#running += 1;
    try {
      const slot = await this.#acquire();
      const result = await slot.environment.run(invocation);
      // So that a caller that sends the next event at once gets this environment and not a new one.
      await slot.environment.ready();
      this.#release(slot);
      return result;
    } finally {
      this.#running -= 1;
    }
  }

  /** Ends environments when they become idle, because a newer configuration has replaced this one. */
  async drain(): Promise<void> {
    if (this.#state === 'open') this.#state = 'draining';
    await Promise.all(this.#idle.splice(0).map((slot) => this.#discard(slot)));
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    for (const wake of this.#waiting.splice(0)) wake();
    await Promise.all([...this.#all].map((slot) => this.#discard(slot)));
  }

  async #acquire(): Promise<Slot> {
    for (;;) {
      if (this.#state === 'stopped')
        throw new AwsError('ServiceException', 'The function is being removed.', { status: 500 });
      const idle = this.#idle.pop();
      if (idle !== undefined) {
        idle.cancelReaping();
        if (this.#options.clock.now() - idle.startedAt < LIFETIME_MILLISECONDS) return idle;
        await this.#discard(idle);
      } else if (this.#all.size < this.#options.maxEnvironments) return this.#start();
      else await new Promise<void>((wake) => this.#waiting.push(wake));
    }
  }

  #start(): Slot {
    const slot: Slot = {
      environment: this.#options.start(() => this.#forget(slot)),
      startedAt: this.#options.clock.now(),
      cancelReaping: () => {},
    };
    this.#all.add(slot);
    return slot;
  }

  #release(slot: Slot): void {
    if (slot.environment.stopped) return;
    if (this.#state === 'draining' && this.#waiting.length === 0) {
      void this.#discard(slot);
      return;
    }
    slot.cancelReaping = this.#options.clock.after(IDLE_MILLISECONDS, () => void this.#discard(slot));
    this.#idle.push(slot);
    this.#waiting.shift()?.();
  }

  /** Starts the next waiting event when an environment has ended. */
  #forget(slot: Slot): void {
    slot.cancelReaping();
    this.#all.delete(slot);
    this.#idle = this.#idle.filter((other) => other !== slot);
    this.#waiting.shift()?.();
  }

  async #discard(slot: Slot): Promise<void> {
    this.#forget(slot);
    await slot.environment.stop();
  }
}
