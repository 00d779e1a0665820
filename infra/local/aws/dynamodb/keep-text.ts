import { createRequire } from 'node:module';

/** Of `memory-level`, the store in memory that dynalite takes and gives no options of ours. */
interface MemoryLevelModule {
  MemoryLevel: new (options: object) => object;
}

/*
 * Imported before dynalite, it has dynalite keep keys and values as text. By default they are small Buffers, each of which
 * holds on to the 8 KB of Node's pool that it was cut from: an item of 1 KB in two indexes took 12 KB for as long as it lay
 * there. Keys are ASCII (dynalite writes them in hexadecimal digits), so text has the order of bytes.
 */
const { resolve } = createRequire(import.meta.url);
const memoryLevel: MemoryLevelModule = createRequire(resolve('dynalite/db/index.js'))('memory-level');
const { MemoryLevel } = memoryLevel;

memoryLevel.MemoryLevel = class extends MemoryLevel {
  constructor(options: object) {
    super({ ...options, storeEncoding: 'utf8' });
  }
};
