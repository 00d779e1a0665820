import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** How much of something each owner has: a package, a folder of this repository, a part of Node. */
export type Shares = ReadonlyMap<string, number>;

/** Whose code a bundled file is, place by place, as its source map says. */
export class Owners {
  readonly #file: string;
  readonly #map: SourceMap;

  constructor(file: string) {
    this.#file = file;
    this.#map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  }

  /**
   * Undefined for what the bundler put around the modules.
   *
   * @param line From 0, as the column.
   */
  at(line: number, column: number): string | undefined {
    const entry = this.#map.findEntry(line, column);
    if (!('originalSource' in entry)) return undefined;
    const path = entry.originalSource.replace(/^(\.\.\/)+/, '');
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    return name ?? path.split('/').slice(0, 2).join('/').replace(/\.ts$/, '');
  }

  /** Bytes of the whole file. */
  bytes(): Shares {
    const bytes = new Map<string, number>();
    const lines = readFileSync(this.#file, 'latin1').split('\n');
    lines.forEach((text, line) => {
      for (let column = 0; column < text.length; column += 1) {
        const owner = this.at(line, column) ?? 'the bundler';
        bytes.set(owner, (bytes.get(owner) ?? 0) + 1);
      }
    });
    return bytes;
  }
}
