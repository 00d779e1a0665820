import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { moveIntoPlace } from '../move-into-place.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const BUNDLES = join(REPOSITORY, 'dist', 'functions');

/** By entry, files whose exports stand in for globals of the same names. */
const INJECTED: Readonly<Record<string, readonly string[]>> = {
  // Node's own Request and Response load the whole of fetch, 25 ms of a cold start.
  'router/lambda.ts': ['router/http/fetch-api/globals.ts'],
};

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
    inject: [...(INJECTED[entry] ?? [])],
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
    moveIntoPlace(unfinished, directory);
  }
  bundled.set(entry, directory);
  return directory;
}
