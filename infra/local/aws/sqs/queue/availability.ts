import type { Clock } from '../../core/clock/clock.ts';

export interface AvailabilitySource {
  /** Whether a message can be received now. */
  isAvailable(): boolean;
  /** When a message may become receivable by time: a delay or a visibility timeout ends. */
  nextChangeAt(): number | undefined;
}

/** Notifies listeners when a queue has a receivable message, so that they need not poll. */
export class Availability {
  readonly #clock: Clock;
  readonly #source: AvailabilitySource;
  readonly #listeners = new Set<() => void>();
  #notifying = false;
  #cancelTimer = () => {};

  constructor(clock: Clock, source: AvailabilitySource) {
    this.#clock = clock;
    this.#source = source;
  }

  /**
   * Calls `listener` soon if a message is available, and whenever one becomes available. It must receive until the
   * queue is empty: what it leaves is not announced again until the queue changes.
   */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.changed();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#cancelTimer();
    };
  }

  /** Must be called after each change of the queue that may make a message receivable. */
  changed(): void {
    if (this.#listeners.size === 0) return;
    this.rearm();
    if (this.#notifying || !this.#source.isAvailable()) return;
    this.#notifying = true;
    queueMicrotask(() => {
      this.#notifying = false;
      for (const listener of [...this.#listeners]) listener();
    });
  }

  /** Must be called after each change that makes messages receivable later. */
  rearm(): void {
    this.#cancelTimer();
    if (this.#listeners.size === 0) return;
    const at = this.#source.nextChangeAt();
    if (at !== undefined) this.#cancelTimer = this.#clock.after(at - this.#clock.now(), () => this.changed());
  }
}
