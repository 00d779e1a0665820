import type { Problem } from '../errors.ts';

/** The problems that an answer lists at most; the rest is counted. */
const MAX_PROBLEMS = 100;
const MAX_KEY_LENGTH = 64;
const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** Collects the problems that are found while a body is walked. */
export class Problems {
  readonly #found: Problem[] = [];
  #more = 0;

  add(path: string, message: string): void {
    if (this.#found.length < MAX_PROBLEMS) this.#found.push({ path, message });
    else this.#more += 1;
  }

  /** Adds a problem and returns undefined, which stands for a value that cannot be decoded. */
  refuse(path: string, message: string): undefined {
    this.add(path, message);
    return undefined;
  }

  /** All problems, including those that the list leaves out. */
  get count(): number {
    return this.#found.length + this.#more;
  }

  list(): readonly Problem[] {
    if (this.#more === 0) return this.#found;
    return [...this.#found, { path: '', message: `has ${this.#more} more problems` }];
  }
}

/** The path of a member or map key below `parent`; a key that is not an identifier is quoted, a long one is cut. */
export function memberPath(parent: string, key: string): string {
  const shown = key.length > MAX_KEY_LENGTH ? `${key.slice(0, MAX_KEY_LENGTH)}…` : key;
  if (!PLAIN_KEY.test(shown)) return `${parent}[${JSON.stringify(shown)}]`;
  return parent === '' ? shown : `${parent}.${shown}`;
}

export function elementPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}
