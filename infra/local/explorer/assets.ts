import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const PAGE = fileURLToPath(new URL('page/', import.meta.url));
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** URL path → file. No other file is served. */
const FILES: ReadonlyMap<string, string> = new Map([
  ['/', join(PAGE, 'index.html')],
  ...readdirSync(PAGE).map((name) => [`/page/${name}`, join(PAGE, name)] as const),
  ...['swagger-ui-bundle.js', 'swagger-ui.css'].map(
    (name) => [`/swagger-ui/${name}`, join(SWAGGER_UI, name)] as const,
  ),
]);

export interface Asset {
  readonly contentType: string;
  readonly body: Buffer;
}

/** A file of the page; undefined for an unknown path. */
export async function readAsset(path: string): Promise<Asset | undefined> {
  const file = FILES.get(path);
  if (file === undefined) return undefined;
  const contentType = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
  return { contentType, body: await readFile(file) };
}
