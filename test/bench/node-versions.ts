import { execFileSync } from 'node:child_process';

/** A Node that functions can run on. */
export interface NodeVersion {
  /** Such as `v24.1.0`. */
  readonly version: string;
  readonly path: string;
}

/** Node 24, on which Lambda runs the functions, if this machine has one, and the Node that runs this. */
export function nodeVersions(): readonly [NodeVersion, ...NodeVersion[]] {
  const own = { version: process.version, path: process.execPath };
  if (own.version.startsWith('v24.')) return [own];
  const lambdas = nodeAt(process.env.LOCAL_NODE_24 ?? 'node24');
  return lambdas === undefined ? [own] : [lambdas, own];
}

function nodeAt(command: string): NodeVersion | undefined {
  try {
    const [version = '', path = ''] = execFileSync(
      command,
      ['-p', '`${process.version}\\n${process.execPath}`'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).split('\n');
    return version.startsWith('v24.') ? { version, path } : undefined;
  } catch {
    return undefined;
  }
}
