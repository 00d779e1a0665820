import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../context/read-context.ts';
import { moveIntoPlace } from '../../move-into-place.ts';

/** Synthesizes a stack and returns the directory of its cloud assembly. */
export type Assemble = (stackName: string, context: Context) => Promise<string>;

/**
 * Synthesizes into `root`. Each combination of stack and context is synthesized once, even by several processes. Delete
 * `root` when the sources change: nothing else notices that an assembly is out of date.
 */
export function assembleInto(root: string): Assemble {
  return async (stackName, context) => {
    const key = createHash('sha256').update(JSON.stringify([stackName, Object.entries(context).sort()]));
    const directory = join(root, key.digest('hex').slice(0, 16));
    if (existsSync(directory)) return directory;
    // The construct library takes long to load, and an existing assembly does not need it.
    const { synthesize } = await import('../../app.ts');
    const unfinished = `${directory}.${process.pid}`;
    synthesize(stackName, context, unfinished, { checks: false });
    moveIntoPlace(unfinished, directory);
    return directory;
  };
}
