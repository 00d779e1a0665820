export interface DeliveredObject {
  readonly bucketName: string;
  readonly key: string;
  readonly bytes: number;
}

/**
 * The objects that delivery streams have written, oldest first. Together they take a bounded amount of memory: the
 * oldest are deleted, as by a lifecycle rule.
 */
export class DeliveredObjects {
  readonly #limitBytes: number;
  readonly #expire: (object: DeliveredObject) => void;
  readonly #kept: DeliveredObject[] = [];
  #bytes = 0;

  constructor(limitBytes: number, expire: (object: DeliveredObject) => void) {
    this.#limitBytes = limitBytes;
    this.#expire = expire;
  }

  /** The newest object is kept, however large it is. */
  add(object: DeliveredObject): void {
    this.#kept.push(object);
    this.#bytes += object.bytes;
    while (this.#bytes > this.#limitBytes && this.#kept.length > 1) {
      const oldest = this.#kept.shift();
      if (oldest === undefined) return;
      this.#bytes -= oldest.bytes;
      this.#expire(oldest);
    }
  }
}
