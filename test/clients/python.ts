import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/** What pip prints when it reaches no registry, whatever follows. */
const UNREACHABLE =
  /NewConnectionError|NameResolutionError|ConnectTimeoutError|ProxyError|Connection refused/;

/** Python is missing, which is not a failure: the rest of this repository needs only Node and npm. */
export class NoPython extends Error {
  override readonly name = 'NoPython';
}

/**
 * A folder with Python and the pinned packages, made once for each version of requirements.txt.
 *
 * @returns the directory of its programs
 * @throws NoPython when this machine has none, or pip reaches no registry
 */
export async function preparePython(): Promise<string> {
  const python = await findPython();
  const key = createHash('sha256').update(python.version).update(readFileSync(REQUIREMENTS));
  const directory = join(CACHE, `clients-${key.digest('hex').slice(0, 12)}`);
  const finished = join(directory, 'finished');
  if (existsSync(finished)) return join(directory, 'bin');
  rmSync(directory, { recursive: true, force: true });
  await run(python.program, ['-m', 'venv', directory]).catch(() => {
    throw new NoPython(`${python.version} makes no virtual environment here (python3 -m venv)`);
  });
  const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--retries', '1', '-r', REQUIREMENTS];
  await run(join(directory, 'bin/python'), pip, { maxBuffer: 100_000_000 }).catch(
    ({ stderr = '', stdout = '' }: { stderr?: string; stdout?: string }) => {
      if (UNREACHABLE.test(stderr + stdout)) throw new NoPython('pip reaches no package registry');
      throw new Error(`pip install failed:\n${stderr}`);
    },
  );
  writeFileSync(finished, '');
  return join(directory, 'bin');
}

/** moto and the AWS CLI of today need it. */
const MINIMUM_MINOR = 10;

async function findPython(): Promise<{ program: string; version: string }> {
  for (const program of [process.env.PYTHON ?? 'python3', 'python']) {
    const { stdout: version } = await run(program, ['--version']).catch(() => ({ stdout: '' }));
    const [, minor] = /^Python 3\.(\d+)/.exec(version) ?? [];
    if (Number(minor) >= MINIMUM_MINOR) return { program, version: version.trim() };
  }
  throw new NoPython(`there is no Python 3.${MINIMUM_MINOR} or newer`);
}

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
