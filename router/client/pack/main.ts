import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Format } from 'esbuild';
import { createReference } from '../../reference/openapi.ts';
import { contractTypes } from './contract-types.ts';
import { writeDeclarations } from './declarations.ts';
import { writePackageFiles } from './package-files.ts';

/**
 * `npm run client:pack [-- <directory>]`: packs the client as a tarball without dependencies; into `dist/` by default.
 */
async function main(destination: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'router-client-'));
  try {
    const folder = join(scratch, 'package');
    mkdirSync(folder);
    mkdirSync(destination, { recursive: true });
    const document = await createReference();
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document));
    writeDeclarations(contractTypes(document), scratch, folder);
    await Promise.all([bundle('esm', join(folder, 'index.js')), bundle('cjs', join(folder, 'index.cjs'))]);
    writePackageFiles(folder);
    const npm = ['pack', '--silent', '--pack-destination', destination];
    const tarball = execFileSync('npm', npm, { cwd: folder, encoding: 'utf8' }).trim();
    console.log(join(destination, tarball));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function bundle(format: Format, outfile: string): Promise<void> {
  const entry = fileURLToPath(new URL('../index.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, format, bundle: true, platform: 'node', target: 'node20' });
}

const [, , directory = 'dist'] = process.argv;
await main(resolve(directory));
