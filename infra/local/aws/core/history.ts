/** The latest of something that goes on for ever, and how many are gone: memory stays bounded however long it runs. */
export class History<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #dropped = 0;

  /** Keeps between half of `capacity` and all of it, so that forgetting costs nothing a time. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#items.length <= this.#capacity) return;
    const kept = Math.floor(this.#capacity / 2);
    this.#dropped += this.#items.length - kept;
    this.#items = this.#items.slice(-kept);
  }

  /** Oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  /** How many are no longer kept. */
  get dropped(): number {
    return this.#dropped;
  }

  clear(): void {
    this.#items = [];
    this.#dropped = 0;
  }
}
