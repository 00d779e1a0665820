import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Assemble } from '../../infra/local/system/assemblies.ts';
import { moveIntoPlace } from '../../infra/move-into-place.ts';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** This clone does not hold the revision: a shallow one, or a copy without history. */
export class NoSuchRevision extends Error {
  override readonly name = 'NoSuchRevision';
}

/**
 * The sources of a revision with the packages that it names, in a folder of their own that is kept for the next time.
 *
 * @throws NoSuchRevision
 */
export async function checkOut(revision: string): Promise<string> {
  const found = await run('git', ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], {
    cwd: REPOSITORY,
  }).catch(() => ({ stdout: '' }));
  const commit = found.stdout.trim();
  if (commit === '') throw new NoSuchRevision(`this clone has no revision ${revision}`);
  const folder = join(tmpdir(), `tenant-router-upgrade-${commit.slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished);
  try {
    const archive = join(unfinished, 'sources.tar');
    await run('git', ['archive', '--output', archive, commit], { cwd: REPOSITORY });
    await run('tar', ['-xf', archive, '-C', unfinished]);
    rmSync(archive);
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: unfinished, maxBuffer: 100_000_000 });
    moveIntoPlace(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/** Its own code synthesizes, as when it was deployed. */
const SYNTHESIZE = `
  import { synthesize } from './infra/app.ts';
  const [stackName, context, directory] = process.argv.slice(1);
  synthesize(stackName, JSON.parse(context), directory, { checks: false });
`;

/** @param folder as `checkOut` gives it */
export function assembleEarlier(folder: string, outdir: string): Assemble {
  let count = 0;
  return async (stackName, context) => {
    const directory = join(outdir, `earlier-${count++}`);
    const node = ['--import', 'tsx', '--input-type=module', '-e', SYNTHESIZE];
    await run(process.execPath, [...node, stackName, JSON.stringify(context), directory], { cwd: folder });
    return directory;
  };
}
