import type { Problem } from '../errors.ts';

/** A body that is wrong everywhere is told so this many times. */
const MAX_PROBLEMS = 100;
const MAX_KEY_LENGTH = 64;
const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/;

/** Collects problems while a body is walked; asked for its problems at the end. */
export class Problems {
  readonly #found: Problem[] = [];
  #more = 0;

  add(path: string, message: string): undefined {
    if (this.#found.length < MAX_PROBLEMS) this.#found.push({ path, message });
    else this.#more += 1;
  }

  /** Of all of them, also those that the list leaves out. */
  get count(): number {
    return this.#found.length + this.#more;
  }

  list(): readonly Problem[] {
    if (this.#more === 0) return this.#found;
    return [...this.#found, { path: '', message: `has ${this.#more} more problems` }];
  }
}

/** The path of a member or map key below `parent`; a key that is no identifier is quoted, a long one is cut. */
export function memberPath(parent: string, key: string): string {
  const shown = key.length > MAX_KEY_LENGTH ? `${key.slice(0, MAX_KEY_LENGTH)}…` : key;
  if (!PLAIN_KEY.test(shown)) return `${parent}[${JSON.stringify(shown)}]`;
  return parent === '' ? shown : `${parent}.${shown}`;
}

export function elementPath(parent: string, index: number): string {
  return `${parent}[${index}]`;
}
