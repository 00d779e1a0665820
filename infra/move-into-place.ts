import { existsSync, renameSync, rmSync } from 'node:fs';

/**
 * Gives a finished directory its name. Where another process was faster with the same content, that one stays; nobody
 * ever sees half a directory.
 */
export function moveIntoPlace(finished: string, directory: string): void {
  try {
    renameSync(finished, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(finished, { recursive: true, force: true });
  }
}
