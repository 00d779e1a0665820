import { setTimeout as sleep } from 'node:timers/promises';
import { BoundedMap } from '../../bounded-map.ts';

/** A load serves every caller that waits for it, so it has a time limit of its own, not a request's deadline. */
const LOAD_MILLISECONDS = 5_000;

/** How long a caller with a usable value waits for a load: a hanging load must not hold it up. */
const PATIENCE_MILLISECONDS = 1_000;
/** The same when the previous load failed, because the next one will probably hang, too. */
const PATIENCE_AFTER_FAILURE_MILLISECONDS = 100;

/** Loads one key's value; the signal aborts when its time is over. */
export type Load<V> = (signal: AbortSignal) => Promise<Lease<V>>;

/** A value and until when it may be used, in milliseconds since the epoch. */
export interface Lease<V> {
  readonly value: V;
  /** Until then without a new load. */
  readonly freshUntil: number;
  /** Until then when a new load fails or hangs. */
  readonly usableUntil: number;
}

/** `hit`: nothing was loaded for this caller. `stale`: loading failed or hangs, so the previous value is used. */
export type Freshness = 'hit' | 'miss' | 'stale';

export interface LeaseCacheOptions {
  /** The most keys that are kept; the least recently used is dropped first. */
  readonly max: number;
  readonly now: () => number;
  /** How long a key is not loaded again after a failed load. */
  readonly retryMilliseconds: number;
}

interface Slot<V> {
  lease?: Lease<V>;
  failure?: { readonly error: unknown; readonly until: number };
  loading?: {
    readonly lease: Promise<Lease<V>>;
    /** Resolves when callers with a usable value stop waiting. */
    readonly patience: Promise<undefined>;
  };
}

/**
 * Loads values by key and keeps them as long as their lease allows, with one load per key at a time. Not built on
 * lru-cache's `fetch`: it has one time to live instead of two, does not pause after a failed load, and waits for a load
 * that hangs.
 */
export class LeaseCache<V> {
  readonly #slots: BoundedMap<Slot<V>>;
  readonly #now: () => number;
  readonly #retryMilliseconds: number;

  constructor({ max, now, retryMilliseconds }: LeaseCacheOptions) {
    this.#slots = new BoundedMap(max);
    this.#now = now;
    this.#retryMilliseconds = retryMilliseconds;
  }

  /** @throws the error of `load`, when there is no usable value */
  async get(key: string, load: Load<V>): Promise<{ value: V; freshness: Freshness }> {
    const slot = this.#slot(key);
    if (slot.lease !== undefined && this.#now() < slot.lease.freshUntil) {
      return { value: slot.lease.value, freshness: 'hit' };
    }
    if (slot.failure !== undefined && this.#now() < slot.failure.until) {
      return this.#standIn(slot, slot.failure.error);
    }
    const freshness = slot.loading === undefined ? 'miss' : 'hit';
    slot.loading ??= this.#beginLoad(slot, load);
    const { lease, patience } = slot.loading;
    try {
      const loaded = this.#usable(slot) && (await Promise.race([lease, patience]));
      const standIn = loaded === undefined ? this.#usable(slot) : undefined;
      if (standIn !== undefined) return { value: standIn.value, freshness: 'stale' };
      return { value: (await lease).value, freshness };
    } catch (error) {
      return this.#standIn(slot, error);
    }
  }

  /** Forgets `value`, unless it has been replaced. */
  drop(key: string, value: V): void {
    if (this.#slots.get(key)?.lease?.value === value) this.#slots.delete(key);
  }

  #slot(key: string): Slot<V> {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot: Slot<V> = {};
    this.#slots.set(key, slot);
    return slot;
  }

  #beginLoad(slot: Slot<V>, load: Load<V>): NonNullable<Slot<V>['loading']> {
    const milliseconds = slot.failure ? PATIENCE_AFTER_FAILURE_MILLISECONDS : PATIENCE_MILLISECONDS;
    return { lease: this.#load(slot, load), patience: sleep(milliseconds, undefined, { ref: false }) };
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

  #standIn(slot: Slot<V>, error: unknown): { value: V; freshness: Freshness } {
    const lease = this.#usable(slot);
    if (lease === undefined) throw error;
    return { value: lease.value, freshness: 'stale' };
  }

  #usable({ lease }: Slot<V>): Lease<V> | undefined {
    return lease !== undefined && this.#now() < lease.usableUntil ? lease : undefined;
  }
}
