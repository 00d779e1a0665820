import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundle } from '../../infra/constructs/functions/bundle.ts';

/** One of the functions that a benchmark runs in turn. */
export interface Arm {
  readonly name: string;
  /** Holds `index.js`, as Lambda would unpack it. */
  readonly directory: string;
}

/** The router as it is deployed. */
export function routerArm(): Arm {
  return deployedArm('router', 'router/lambda.ts');
}

/** The registrar as it is deployed. */
export function registrarArm(): Arm {
  return deployedArm('registrar', 'registrar/registrar.lambda.ts');
}

/** The calls of a first request alone, bundled as the functions that are deployed. */
export function callsArm(): Arm {
  return deployedArm('calls', 'test/bench/arms/calls.ts');
}

function deployedArm(name: string, entry: string): Arm {
  // Outside this repository, whose package.json makes modules of `.js` files, as Lambda's task root is.
  const directory = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  cpSync(bundle(entry), directory, { recursive: true });
  return { name, directory };
}

/** A function to compare with, bundled as esbuild does it by default. */
export function comparisonArm(name: 'naive' | 'empty' | 'sdk'): Arm {
  const directory = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL(`arms/${name}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    platform: 'node',
    write: false,
  });
  for (const { contents } of outputFiles) writeFileSync(join(directory, 'index.js'), contents);
  return { name, directory };
}
