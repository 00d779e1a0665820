import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLIENT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Writes the client's types for both kinds of module: the compiler's declarations of the sources, with `contract` in
 * place of contract.ts, which uses the SDK's types.
 *
 * @param scratch a directory for the compiler's output
 */
export function writeDeclarations(contract: string, scratch: string, to: string): void {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', scratch];
  const project = join(scratch, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({ extends: join(CLIENT, '../../tsconfig.json'), include: [join(CLIENT, 'index.ts')] }),
  );
  const root = join(CLIENT, '../..');
  execFileSync(
    process.execPath,
    [
      join(dirname(typescript), 'bin/tsc'),
      '-p',
      project,
      ...options,
      '--rootDir',
      root,
      '--typeRoots',
      join(root, 'node_modules/@types'),
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const emitted = join(scratch, 'router/client');
  for (const file of readdirSync(emitted).filter((name) => name.endsWith('.d.ts'))) {
    const name = file.replace(/\.d\.ts$/, '');
    const text = name === 'contract' ? contract : readFileSync(join(emitted, file), 'utf8');
    const foreign = /from '\.\.\/[^']*'/.exec(text);
    if (foreign) throw new Error(`${file} imports from outside the package: ${foreign[0]}`);
    writeFileSync(join(to, `${name}.d.ts`), withExtension(text, 'js'));
    writeFileSync(join(to, `${name}.d.cts`), withExtension(text, 'cjs'));
  }
}

function withExtension(text: string, extension: 'js' | 'cjs'): string {
  return text.replaceAll(/(from '\.\/[^']*)\.ts'/g, `$1.${extension}'`);
}
