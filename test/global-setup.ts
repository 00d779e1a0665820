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

/** One directory of assemblies per run: the first test that needs a stack synthesizes it for all. */
export default function setup(project: TestProject): () => void {
  const assemblies = mkdtempSync(join(tmpdir(), 'pinpoint-tenant-router-test-'));
  project.provide('assemblies', assemblies);
  return () => rmSync(assemblies, { recursive: true, force: true });
}
