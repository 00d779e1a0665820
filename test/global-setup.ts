import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Directory of the cloud assemblies that this run's tests share. */
    assemblies: string;
  }
}

/** One directory of assemblies a run: whoever needs a stack first synthesizes it for all. */
export default function setup(project: TestProject): () => void {
  const assemblies = mkdtempSync(join(tmpdir(), 'pinpoint-tenant-router-test-'));
  project.provide('assemblies', assemblies);
  return () => rmSync(assemblies, { recursive: true, force: true });
}
