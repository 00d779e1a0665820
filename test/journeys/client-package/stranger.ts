import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');

/** Somebody with an empty project, the client's tarball and no network. */
export interface Stranger {
  /** The installed packages. */
  readonly packages: readonly string[];
  /** Runs a program; what it prints. */
  run(file: string, source: string, env?: Readonly<Record<string, string>>): Promise<string>;
  /** What the compiler reports about a program in strict mode; empty when nothing. */
  check(file: string, source: string): Promise<string>;
  leave(): void;
}

/** Packs the client and installs it. */
export async function installClient(): Promise<Stranger> {
  const project = mkdtempSync(join(tmpdir(), 'client-stranger-'));
  const pack = ['run.cjs', 'router/client/pack/main.ts', project];
  const { stdout: tarball } = await run('node', pack, { cwd: ROOT });
  writeFileSync(join(project, 'package.json'), '{"private":true}');
  const offline = ['install', '--offline', '--no-audit', '--no-fund', tarball.trim()];
  await run('npm', offline, { cwd: project });
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));

  return {
    packages: Object.keys(packages).filter((name) => name !== ''),
    async run(file, source, env = {}) {
      writeFileSync(join(project, file), source);
      const { stdout } = await run('node', [file], { cwd: project, env: { PATH: process.env.PATH, ...env } });
      return stdout;
    },
    async check(file, source) {
      writeFileSync(join(project, file), source);
      const options = [
        '--strict',
        '--noEmit',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--exactOptionalPropertyTypes',
      ];
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      // A type error ends the compiler with a code, and its words are the answer.
      const checked = run('node', [tsc, ...options, file], { cwd: project });
      return (await checked.catch((failed: { stdout: string }) => failed)).stdout;
    },
    leave: () => rmSync(project, { recursive: true }),
  };
}

/** The first program of the client's README. */
export function programOfReadme(): string {
  const readme = readFileSync(join(ROOT, 'router/client/README.md'), 'utf8');
  return /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
}
