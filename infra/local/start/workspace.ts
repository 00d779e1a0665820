import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The beginning of a workspace's name; the id of its process follows. */
const PREFIX = 'pinpoint-tenant-router-';

/**
 * Makes a directory for all files of this process, as its temporary directory, and removes it when the process exits.
 * Workspaces of processes that were killed are removed first.
 */
export function openWorkspace(): string {
  removeLeftovers();
  const workspace = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  process.once('exit', () => remove(workspace));
  // The functions' code is written there too, so that an unfinished deployment leaves nothing behind.
  process.env.TMPDIR = workspace;
  return workspace;
}

function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? /^(\d+)-/.exec(name.slice(PREFIX.length))?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) remove(join(tmpdir(), name));
  }
}

/** Whether a process has this id. It may be another process than the one that had it before. */
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Tries for a second: the thread pool may still create a file that it began with before the process exits. */
function remove(directory: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 1; attempt <= 50; attempt += 1) {
    try {
      rmSync(directory, { recursive: true, force: true });
      return;
    } catch {
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}
