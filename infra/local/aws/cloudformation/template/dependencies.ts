import { references } from './intrinsics.ts';
import type { Template } from './template.ts';

/**
 * The dependencies of each resource: those in its `DependsOn`, and those to which its properties refer.
 *
 * @throws Error when the dependencies are circular
 */
export function dependenciesOf(template: Template): ReadonlyMap<string, ReadonlySet<string>> {
  const dependencies = new Map<string, Set<string>>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    const found = references(resource.Properties ?? {}, template);
    for (const explicit of [resource.DependsOn ?? []].flat()) found.add(explicit);
    dependencies.set(logicalId, found);
  }
  creationOrder(dependencies);
  return dependencies;
}

/** Logical ids in an order in which each follows its dependencies. */
export function deletionOrder(template: Template): readonly string[] {
  return creationOrder(dependenciesOf(template)).reverse();
}

function creationOrder(dependencies: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const finished = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]) => {
    if (finished.has(logicalId)) return;
    if (path.includes(logicalId))
      throw new Error(`Circular dependency between resources: ${[...path, logicalId].join(' → ')}.`);
    for (const next of dependencies.get(logicalId) ?? []) visit(next, [...path, logicalId]);
    finished.add(logicalId);
  };
  for (const logicalId of dependencies.keys()) visit(logicalId, []);
  return [...finished];
}
