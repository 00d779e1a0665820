import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

/** The SDK uses a secret access key in two forms; the other two are those of the credentials before. */
const MAX_SECRETS = 4;

/** Data and secrets, as the SDK passes them. */
type Data = string | ArrayBuffer | ArrayBufferView;

/**
 * SHA-256 for the signatures of one client. It does what the SDK's own does, but keeps the keys that it has prepared:
 * preparing one takes Node six times as long as computing an HMAC, and every signature needs the same two.
 */
export function createSha256() {
  const ofSecrets = new BoundedMap<KeyObject>(MAX_SECRETS);
  // The SDK caches derived keys, so each comes again as the same object.
  const ofDerived = new WeakMap<object, KeyObject>();

  function keyOf(secret: Data): KeyObject {
    const known = typeof secret === 'string' ? ofSecrets.get(secret) : ofDerived.get(secret);
    if (known !== undefined) return known;
    const key = createSecretKey(bytesOf(secret));
    if (typeof secret === 'string') ofSecrets.set(secret, key);
    else ofDerived.set(secret, key);
    return key;
  }

  return class Sha256 {
    readonly #key: KeyObject | undefined;
    #hash: Hash | Hmac;

    /** @param secret Makes it an HMAC. */
    constructor(secret?: Data) {
      this.#key = secret === undefined ? undefined : keyOf(secret);
      this.#hash = begin(this.#key);
    }

    update(data: Data): void {
      this.#hash.update(bytesOf(data));
    }

    async digest(): Promise<Uint8Array> {
      return this.#hash.digest();
    }

    reset(): void {
      this.#hash = begin(this.#key);
    }
  };
}

function begin(key: KeyObject | undefined): Hash | Hmac {
  return key === undefined ? createHash('sha256') : createHmac('sha256', key);
}

function bytesOf(data: Data): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
