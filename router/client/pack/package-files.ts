import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Packages that the bundle contains; their licences must be included. */
const BUNDLED = ['standardwebhooks', '@stablelib/base64', 'fast-sha256'];

const THIRD_PARTY = 'The bundles contain these packages. The text of the MIT licence is in LICENSE.\n';

/** Writes the package's files besides its code: package.json, README, licences. */
export function writePackageFiles(to: string): void {
  const { version, license } = readPackage(ROOT);
  const description = "Client of pinpoint-tenant-router's API";
  const manifest = {
    name: 'pinpoint-tenant-router-client',
    version,
    description,
    license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    main: './index.cjs',
    types: './index.d.cts',
    exports: {
      '.': {
        import: { types: './index.d.ts', default: './index.js' },
        require: { types: './index.d.cts', default: './index.cjs' },
      },
      './openapi.json': './openapi.json',
      './package.json': './package.json',
    },
  };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(ROOT, 'router/client/README.md'), join(to, 'README.md'));
  cpSync(join(ROOT, 'LICENSE'), join(to, 'LICENSE'));
  writeFileSync(join(to, 'THIRD_PARTY.md'), `${THIRD_PARTY}\n${BUNDLED.map(notice).join('')}`);
}

function notice(name: string): string {
  const { version, license, author, repository } = readPackage(join(ROOT, 'node_modules', name));
  const by = typeof author === 'string' ? author : (author?.name ?? 'its authors');
  const at = typeof repository === 'string' ? repository : (repository?.url ?? '');
  return `- ${name} ${version}, by ${by}, licence ${license}. ${at}\n`;
}

interface PackageJson {
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name?: string };
  readonly repository?: string | { readonly url?: string };
}

function readPackage(directory: string): PackageJson {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}
