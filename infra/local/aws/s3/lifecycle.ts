import type { Clock } from '../core/clock/clock.ts';
import type { Bucket, ExpirationRule, StoredObject } from './bucket.ts';

const DAY_MILLISECONDS = 86_400_000;

/**
 * When an object expires: "by adding the number of days specified in the rule to the object creation time and
 * rounding up the resulting time to the next day at midnight UTC" ("Lifecycle rules: Based on an object's age"). Of
 * several rules the one with the shortest time counts. That a time at midnight is rounded up to the next one is a
 * guess.
 *
 * @returns milliseconds since the epoch; undefined when no rule applies to the object. Pure.
 */
export function expiresAt(
  { key, lastModified }: Pick<StoredObject, 'key' | 'lastModified'>,
  rules: readonly ExpirationRule[],
): number | undefined {
  const days = rules.filter(({ prefix }) => key.startsWith(prefix)).map((rule) => rule.days);
  return days.length === 0 ? undefined : nextMidnight(lastModified + Math.min(...days) * DAY_MILLISECONDS);
}

/**
 * Deletes expired objects at every midnight UTC. S3 deletes them some time later ("Amazon S3 queues it for removal and
 * removes it asynchronously"); here they are deleted at once.
 */
export class Lifecycle {
  readonly #clock: Clock;
  readonly #cancel = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Must be called when a bucket is created or its rules change. */
  watch(bucket: Bucket): void {
    this.forget(bucket);
    if (bucket.expirations.length === 0) return;
    const now = this.#clock.now();
    const cancel = this.#clock.after(nextMidnight(now) - now, () => {
      this.#expire(bucket);
      this.watch(bucket);
    });
    this.#cancel.set(bucket.name, cancel);
  }

  forget({ name }: Bucket): void {
    this.#cancel.get(name)?.();
    this.#cancel.delete(name);
  }

  #expire({ objects, expirations }: Bucket): void {
    const now = this.#clock.now();
    for (const object of objects.values()) {
      const at = expiresAt(object, expirations);
      if (at !== undefined && at <= now) objects.delete(object.key);
    }
  }
}

function nextMidnight(milliseconds: number): number {
  return (Math.floor(milliseconds / DAY_MILLISECONDS) + 1) * DAY_MILLISECONDS;
}
