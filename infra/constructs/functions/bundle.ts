import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, buildSync, type OutputFile } from 'esbuild';
import { moveIntoPlace } from '../../move-into-place.ts';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const BUNDLES = join(REPOSITORY, 'dist', 'functions');

interface EntryOptions extends Pick<BuildOptions, 'inject' | 'external' | 'define' | 'alias'> {
  /**
   * Packages that the function imports at run time, with `import()`, and seldom. Each is bundled by itself and lies
   * where Node looks for a package, so that a cold start does not read it.
   */
  readonly loadedOnFirstUse?: readonly string[];
}

/** What is special about some entries. */
const OF_ENTRY: Readonly<Record<string, EntryOptions>> = {
  'router/lambda.ts': {
    // In place of Node's own Request and Response, which load the whole of fetch, 25 ms of a cold start.
    inject: ['router/http/fetch-api/globals.ts'],
    // The SDK loads it for operations that stream events. The router has none, and it is a tenth of the code.
    external: ['@smithy/core/event-streams'],
    // The SDK tests bodies for this type. None has it, and the test alone loads Node's web streams, a millisecond.
    define: { ReadableStream: 'undefined' },
    alias: {
      'node:fs/promises': './infra/constructs/functions/files-on-first-use.ts',
      '@aws-sdk/signature-v4-multi-region': './infra/constructs/functions/one-region-signature.ts',
    },
    // ipaddr.js checks the URLs of callbacks.
    loadedOnFirstUse: ['@aws-sdk/client-pinpoint', '@aws-sdk/client-sqs', 'ipaddr.js'],
  },
};

const SHARED = {
  absWorkingDir: REPOSITORY,
  // Nothing is written here: the source map's paths are relative to the output's.
  write: false,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  // The SDK's ES build: without it, esbuild cannot leave out the operations that nothing calls.
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': './infra/constructs/functions/function-credentials.ts',
    '@aws-sdk/client-pinpoint-sms-voice-v2': './infra/constructs/functions/sms-voice-commands.js',
    '@aws-sdk/middleware-endpoint-discovery': './infra/constructs/functions/no-endpoint-discovery.ts',
  },
  // By require() instead: an import() of node:http by the SDK makes Node 24 load the whole of fetch.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  logLevel: 'silent',
} satisfies BuildOptions;

const bundled = new Map<string, string>();

/**
 * Bundles a function's code into a directory with `index.js` and its source map, once per process. The bytes depend
 * only on the sources, and the directory is named after them, so that processes can share it.
 *
 * @param entry Path within the repository, such as `router/lambda.ts`.
 */
export function bundle(entry: string): string {
  const known = bundled.get(entry);
  if (known !== undefined) return known;
  const files = buildFunction(entry);
  const hash = createHash('sha256');
  for (const { path, contents } of files) hash.update(relative(BUNDLES, path)).update(contents);
  const directory = join(
    BUNDLES,
    `${entry.replaceAll('/', '-').replace('.ts', '')}-${hash.digest('hex').slice(0, 16)}`,
  );
  if (!existsSync(directory)) {
    // Renamed into place, so that another process never sees half a bundle.
    const unfinished = `${directory}.${process.pid}`;
    for (const { path, contents } of files) {
      const file = join(unfinished, relative(BUNDLES, path));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, contents);
    }
    moveIntoPlace(unfinished, directory);
  }
  bundled.set(entry, directory);
  return directory;
}

type BundledFile = Pick<OutputFile, 'path' | 'contents'>;

/** Declares what `index.js` is: otherwise Node parses it once more to find out, because Lambda's runtime imports it. */
const PACKAGE: BundledFile = {
  path: join(BUNDLES, 'package.json'),
  contents: new TextEncoder().encode('{"type":"commonjs"}'),
};

function buildFunction(entry: string): readonly BundledFile[] {
  const { loadedOnFirstUse = [], external = [], alias = {}, ...others } = OF_ENTRY[entry] ?? {};
  const { outputFiles } = buildSync({
    ...SHARED,
    ...others,
    entryPoints: [entry],
    alias: { ...SHARED.alias, ...alias },
    external: [...loadedOnFirstUse, ...external],
    outfile: join(BUNDLES, 'index.js'),
    sourcemap: true,
    sourcesContent: false,
  });
  return [PACKAGE, ...outputFiles, ...loadedOnFirstUse.flatMap(buildPackage)];
}

function buildPackage(name: string): readonly BundledFile[] {
  const { outputFiles } = buildSync({
    ...SHARED,
    entryPoints: [name],
    outfile: join(BUNDLES, 'node_modules', name, 'index.js'),
  });
  return outputFiles;
}
