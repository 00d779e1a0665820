/** The latest items of an endless sequence, and the number of dropped ones, so that memory stays bounded. */
export class History<T> {
  readonly #capacity: number;
  #items: T[] = [];
  #dropped = 0;

  /** Keeps between half of `capacity` and all of it, so that dropping is cheap on average. */
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

  /** How many items were dropped. */
  get dropped(): number {
    return this.#dropped;
  }

  clear(): void {
    this.#items = [];
    this.#dropped = 0;
  }
}
