import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** One stack of a cloud assembly, the output of `cdk synth`. */
export interface AssemblyStack {
  readonly stackName: string;
  readonly template: string;
  /** Absent when the app leaves it open. */
  readonly accountId?: string;
  readonly region?: string;
  readonly terminationProtection: boolean;
  /** Paths of the assets by the object key under which `cdk deploy` would upload them. */
  readonly assets: ReadonlyMap<string, string>;
}

const Manifest = v.object({
  artifacts: v.optional(
    v.record(
      v.string(),
      v.object({
        type: v.string(),
        environment: v.optional(v.string()),
        dependencies: v.optional(v.array(v.string()), []),
        properties: v.optional(v.record(v.string(), v.unknown()), {}),
      }),
    ),
    {},
  ),
});

type Artifacts = v.InferOutput<typeof Manifest>['artifacts'];

const AssetManifest = v.object({
  files: v.optional(
    v.record(
      v.string(),
      v.object({
        source: v.object({ path: v.string() }),
        destinations: v.record(v.string(), v.object({ objectKey: v.string() })),
      }),
    ),
    {},
  ),
});

/**
 * The stacks of an assembly and of those nested in it (CDK's stages); a stack comes after the stacks on which it
 * depends.
 *
 * @param directory the output of `cdk synth`, such as `cdk.out`
 * @throws Error when there is no assembly
 */
export function readAssembly(directory: string): readonly AssemblyStack[] {
  const { artifacts } = read(Manifest, directory, 'manifest.json');
  const done = new Set<string>();
  const visit = (id: string): readonly AssemblyStack[] => {
    const artifact = artifacts[id];
    if (artifact === undefined || done.has(id)) return [];
    done.add(id);
    return [...artifact.dependencies.flatMap(visit), ...stacksOf(directory, artifacts, id)];
  };
  return Object.keys(artifacts).flatMap(visit);
}

function stacksOf(directory: string, artifacts: Artifacts, id: string): readonly AssemblyStack[] {
  const { type, environment = '', dependencies = [], properties = {} } = artifacts[id] ?? {};
  if (type === 'cdk:cloud-assembly') return readAssembly(join(directory, String(properties.directoryName)));
  if (type !== 'aws:cloudformation:stack') return [];
  const [, accountId = '', region = ''] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  const assets = dependencies
    .filter((dependency) => artifacts[dependency]?.type === 'cdk:asset-manifest')
    .flatMap((dependency) => assetsOf(directory, String(artifacts[dependency]?.properties.file)));
  return [
    {
      stackName: String(properties.stackName ?? id),
      template: readFileSync(join(directory, String(properties.templateFile)), 'utf8'),
      terminationProtection: properties.terminationProtection === true,
      ...(/^\d{12}$/.test(accountId) && { accountId }),
      ...(region !== '' && region !== 'unknown-region' && { region }),
      assets: new Map(assets),
    },
  ];
}

/** An object's name is a hash, so its bucket does not matter. */
function assetsOf(directory: string, file: string): readonly (readonly [string, string])[] {
  return Object.values(read(AssetManifest, directory, file).files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }) => [objectKey, join(directory, source.path)] as const),
  );
}

function read<Schema extends v.GenericSchema>(
  schema: Schema,
  directory: string,
  file: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, JSON.parse(readFileSync(join(directory, file), 'utf8')));
  } catch (error) {
    throw new Error(
      `${directory} is not a cloud assembly, which cdk synth writes: ${(error as Error).message}`,
    );
  }
}
