import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Gives a finished directory its name. When another process was faster with the same content, its directory stays. No
 * process ever sees an unfinished directory.
 */
export function moveIntoPlace(finished: string, directory: string): void {
  try {
    renameSync(finished, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(finished, { recursive: true, force: true });
  }
}
