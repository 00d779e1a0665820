import type { Clock } from './clock.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that only a test moves. */
export class FakeClock implements Clock {
  #now: number;
  #tasks: Task[] = [];

  /** Starts at the real time, so that SDK clients' signatures are valid; pass a time when there are none. */
  constructor(now: number = Date.now()) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const task = { at: this.#now + milliseconds, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }

  /** How many tasks wait for their time. */
  get pendingTasks(): number {
    return this.#tasks.length;
  }

  /** Moves the time on. Each due task runs at its time, in order, with promises settled in between. */
  async advance(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    await settle();
    for (let next = this.#takeDue(until); next !== undefined; next = this.#takeDue(until)) {
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = until;
    await settle();
  }

  #takeDue(until: number): Task | undefined {
    const [next] = this.#tasks.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    this.#tasks = this.#tasks.filter((task) => task !== next);
    return next;
  }
}

/** A few turns of the event loop, so that pending promises and immediates run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
