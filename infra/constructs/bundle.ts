import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLES = join(REPOSITORY, 'dist', 'functions');

const bundled = new Map<string, string>();

/**
 * Bundles a function's code into a directory with `index.js` and its source map, once a process. The bytes depend on
 * the sources alone, and the directory is named after them, so that processes can share it.
 *
 * @param entry Path within the repository, such as `router/lambda.ts`.
 */
export function bundle(entry: string): string {
  const known = bundled.get(entry);
  if (known !== undefined) return known;
  const { outputFiles } = buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: [entry],
    // Nothing is written here: the source map's paths are relative to it.
    outfile: join(BUNDLES, 'index.js'),
    write: false,
    bundle: true,
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    // The SDK's ES build: without it, esbuild cannot leave out the operations that nothing calls.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const hash = createHash('sha256');
  for (const { contents } of outputFiles) hash.update(contents);
  const directory = join(
    BUNDLES,
    `${entry.replaceAll('/', '-').replace('.ts', '')}-${hash.digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(directory)) {
    // Renamed into place, so that another process never sees half a bundle.
    const unfinished = `${directory}.${process.pid}`;
    mkdirSync(unfinished, { recursive: true });
    for (const { path, contents } of outputFiles)
      writeFileSync(join(unfinished, path.slice(BUNDLES.length)), contents);
    moveUnlessThere(unfinished, directory);
  }
  bundled.set(entry, directory);
  return directory;
}

function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    // Another process was faster, with the same bytes.
    if (!existsSync(to)) throw error;
    rmSync(from, { recursive: true, force: true });
  }
}
