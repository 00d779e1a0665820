import { LRUCache } from 'lru-cache';

/** A load serves all who wait for it, so it has a time of its own, not a request's deadline. */
const LOAD_MILLISECONDS = 5_000;

/** Loads one key's value; the signal aborts when its time is over. */
export type Load<V> = (signal: AbortSignal) => Promise<Lease<V>>;

/** A value with the times until which it may be given out; milliseconds since the epoch. */
export interface Lease<V> {
  readonly value: V;
  /** Until then without asking again. */
  readonly freshUntil: number;
  /** Until then if asking again fails. */
  readonly usableUntil: number;
}

/** `hit`: nothing was loaded for this caller. `stale`: loading failed, the last value stands in. */
export type Freshness = 'hit' | 'miss' | 'stale';

export interface LeaseCacheOptions {
  /** Keys held at most; the one unused for longest goes first. */
  readonly max: number;
  readonly now: () => number;
  /** After a failed load, the time in which the key is not loaded again. */
  readonly retryMilliseconds: number;
}

interface Slot<V> {
  lease?: Lease<V>;
  failure?: { readonly error: unknown; readonly until: number };
  loading?: Promise<Lease<V>>;
}

/** Loads values by key and keeps them for as long as their lease says; one load a key is under way at a time. */
export class LeaseCache<V> {
  readonly #slots: LRUCache<string, Slot<V>>;
  readonly #now: () => number;
  readonly #retryMilliseconds: number;

  constructor({ max, now, retryMilliseconds }: LeaseCacheOptions) {
    this.#slots = new LRUCache({ max });
    this.#now = now;
    this.#retryMilliseconds = retryMilliseconds;
  }

  /** @throws what `load` throws, when no usable value is left */
  async get(key: string, load: Load<V>): Promise<{ value: V; freshness: Freshness }> {
    const slot = this.#slot(key);
    if (slot.lease !== undefined && this.#now() < slot.lease.freshUntil) {
      return { value: slot.lease.value, freshness: 'hit' };
    }
    if (slot.failure !== undefined && this.#now() < slot.failure.until) {
      return this.#standIn(slot, slot.failure.error);
    }
    const freshness = slot.loading === undefined ? 'miss' : 'hit';
    slot.loading ??= this.#load(slot, load);
    try {
      const { value } = await slot.loading;
      return { value, freshness };
    } catch (error) {
      return this.#standIn(slot, error);
    }
  }

  /** Forgets `value`, unless another one has taken its place. */
  drop(key: string, value: V): void {
    if (this.#slots.peek(key)?.lease?.value === value) this.#slots.delete(key);
  }

  #slot(key: string): Slot<V> {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot: Slot<V> = {};
    this.#slots.set(key, slot);
    return slot;
  }

  async #load(slot: Slot<V>, load: Load<V>): Promise<Lease<V>> {
    try {
      slot.lease = await load(AbortSignal.timeout(LOAD_MILLISECONDS));
      slot.failure = undefined;
      return slot.lease;
    } catch (error) {
      slot.failure = { error, until: this.#now() + this.#retryMilliseconds };
      throw error;
    } finally {
      slot.loading = undefined;
    }
  }

  #standIn({ lease }: Slot<V>, error: unknown): { value: V; freshness: Freshness } {
    if (lease === undefined || this.#now() >= lease.usableUntil) throw error;
    return { value: lease.value, freshness: 'stale' };
  }
}
