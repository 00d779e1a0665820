import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The Node that runs the functions of a runtime. */
export interface NodeBinary {
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly path: string;
  /** Such as `v24.11.0`. */
  readonly version: string;
  /** Whether its major version is the runtime's. */
  readonly isExact: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the Node of a function's runtime, once for each runtime: `LOCAL_NODE_24=/path/to/node`, then `node24` on the
 * PATH, then the Node of this process.
 */
export class NodeBinaries {
  readonly #environment: Environment;
  readonly #found = new Map<string, NodeBinary>();

  constructor(environment: Environment = process.env) {
    this.#environment = environment;
  }

  /** @throws Error when the variable is not the path of a Node of that version */
  of(runtime: string): NodeBinary {
    const binary = this.#found.get(runtime) ?? findNode(runtime, this.#environment);
    this.#found.set(runtime, binary);
    return binary;
  }

  /** The Nodes that were looked up. */
  get found(): readonly NodeBinary[] {
    return [...this.#found.values()];
  }
}

function findNode(runtime: string, environment: Environment): NodeBinary {
  const [, major = ''] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
  const variable = `LOCAL_NODE_${major}`;
  const named = environment[variable];
  if (named !== undefined && named !== '') {
    const version = versionOf(named);
    if (!isMajor(version, major))
      throw new Error(
        `${variable} is ${named}, which ${version === undefined ? 'does not run' : `is Node ${version}`}: ` +
          `it must be the path of a Node ${major}, or unset.`,
      );
    return { runtime, path: named, version, isExact: true };
  }
  if (isMajor(process.version, major))
    return { runtime, path: process.execPath, version: process.version, isExact: true };
  const onPath = executableOnPath(`node${major}`, environment);
  const version = onPath === undefined ? undefined : versionOf(onPath);
  if (onPath !== undefined && isMajor(version, major))
    return { runtime, path: onPath, version, isExact: true };
  return { runtime, path: process.execPath, version: process.version, isExact: false };
}

function isMajor(version: string | undefined, major: string): version is string {
  return version?.startsWith(`v${major}.`) ?? false;
}

function versionOf(path: string): string | undefined {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim() : undefined;
}

function executableOnPath(name: string, { PATH = '' }: Environment): string | undefined {
  return PATH.split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
