type HeadersInit =
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[]>>
  | undefined;

/** Characters that would end a header and begin another, or the body. */
const FORBIDDEN = /[\0\r\n]/;

/**
 * Headers of an answer, like Fetch's class of this name, as far as Hono uses it. Names are kept in lower case and in
 * the order of insertion, not sorted.
 */
export class Headers implements Iterable<[string, string]> {
  readonly #values = new Map<string, readonly string[]>();

  constructor(init?: HeadersInit) {
    if (init === undefined || init === null) return;
    const entries = isIterable(init) ? init : Object.entries(init);
    for (const [name, value] of entries) this.append(name, String(value));
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase())?.join(', ') ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** @throws TypeError for a value that would end the header */
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), [assertValue(value)]);
  }

  /** @throws TypeError for a value that would end the header */
  append(name: string, value: string): void {
    const key = name.toLowerCase();
    this.#values.set(key, [...(this.#values.get(key) ?? []), assertValue(value)]);
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  /** Cookies cannot be joined, because their dates contain commas. */
  getSetCookie(): string[] {
    return [...(this.#values.get('set-cookie') ?? [])];
  }

  forEach(callback: (value: string, name: string) => void): void {
    for (const [name, value] of this) callback(value, name);
  }

  entries(): IterableIterator<[string, string]> {
    return this[Symbol.iterator]();
  }

  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const [name, values] of this.#values) {
      if (name === 'set-cookie') for (const value of values) yield [name, value];
      else yield [name, values.join(', ')];
    }
  }
}

function isIterable(init: object): init is Iterable<readonly [string, string]> {
  return Symbol.iterator in init;
}

function assertValue(value: string): string {
  if (FORBIDDEN.test(value)) throw new TypeError('A header value has a line break or a null character');
  return value.trim();
}
