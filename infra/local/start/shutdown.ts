/** Exit codes that shells give to a process that a signal ended. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Stops the system on the first signal that asks the process to end; a second signal ends the process at once. */
export class Shutdown {
  #stop: () => Promise<unknown> = async () => {};
  #hasBegun = false;

  constructor() {
    for (const [signal, code] of Object.entries(EXIT_CODES))
      process.once(signal, () => {
        this.#hasBegun = true;
        console.log('\nStopped.');
        this.#stop().finally(() => process.exit(code));
      });
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Sets what a signal stops from now on, in place of what was set before. */
  willStop(stop: () => Promise<unknown>): void {
    this.#stop = stop;
  }
}
