/**
 * A map with a maximum number of keys; the least recently used is dropped first. It replaces lru-cache, which was used
 * for nothing else and is 19 kB of each cold start.
 */
export class BoundedMap<V> {
  readonly #max: number;
  /** A Map keeps its keys in the order of insertion. */
  readonly #values = new Map<string, V>();

  constructor(max: number) {
    this.#max = max;
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size <= this.#max) return;
    const [unusedForLongest = key] = this.#values.keys();
    this.#values.delete(unusedForLongest);
  }

  delete(key: string): void {
    this.#values.delete(key);
  }
}
