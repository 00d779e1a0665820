import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/**
 * Where the assets of one stack lie, by the object key under which `cdk deploy` would have uploaded them (its name
 * is a hash, so the bucket does not matter).
 *
 * @param assemblyDirectory What `cdk synth` wrote.
 */
export function readAssets(assemblyDirectory: string, stackName: string): ReadonlyMap<string, string> {
  const file = join(assemblyDirectory, `${stackName}.assets.json`);
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as AssetManifest;
  const paths = new Map<string, string>();
  for (const { source, destinations } of Object.values(manifest.files))
    for (const { objectKey } of Object.values(destinations))
      paths.set(objectKey, join(assemblyDirectory, source.path));
  return paths;
}
