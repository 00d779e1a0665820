import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';

/** Data and secrets, as the SDK passes them. */
type Data = string | ArrayBuffer | ArrayBufferView;

/** Enough for 500 clients, because the SDK uses each secret access key in two forms. */
const MAX_SECRETS = 1_000;

const ofSecrets = new BoundedMap<KeyObject>(MAX_SECRETS);
/** The SDK caches the keys that it derives, so each comes again as the same object. */
const ofDerivedKeys = new WeakMap<object, KeyObject>();

/**
 * SHA-256 for signatures. It does what the SDK's own class does, but keeps the keys that it has prepared: preparing one
 * takes Node six times as long as computing an HMAC, and all signatures of a client need the same two.
 */
export class Sha256 {
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
}

function keyOf(secret: Data): KeyObject {
  const known = typeof secret === 'string' ? ofSecrets.get(secret) : ofDerivedKeys.get(secret);
  if (known !== undefined) return known;
  const key = createSecretKey(bytesOf(secret));
  if (typeof secret === 'string') ofSecrets.set(secret, key);
  else ofDerivedKeys.set(secret, key);
  return key;
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
