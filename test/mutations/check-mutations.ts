import Table from 'cli-table3';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { LocalSystem } from '../../infra/local/system/local-system.ts';
import { startSystem } from '../support/deployment.ts';
import type { Mutation } from './mutation.ts';
import { restore, runMutation } from './run-mutation.ts';

/** Checks that each fact is missed, and that all is well again with it, by updates of one running system. */
export function checkMutations(name: string, mutations: readonly Mutation[]): void {
  let system: LocalSystem;
  const report = new Table({
    head: ['without', 'noticed by', 's'],
    colWidths: [52, 100, 6],
    // No colours: they would go into pipes and files too.
    style: { head: [], border: [] },
  });

  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(async () => {
    await system.stop();
    console.log(`${name}: ${report.length} of ${mutations.length} noticed\n${report}`);
  });

  describe(name, () => {
    it.each(mutations.map((mutation) => [mutation.fact, mutation] as const))(
      'is not the same without: %s',
      async (fact, mutation) => {
        const startedAt = Date.now();
        try {
          const noticed = await runMutation(system, mutation);
          report.push([fact, noticed, ((Date.now() - startedAt) / 1000).toFixed(1)]);
        } finally {
          system = await restored(system, mutation);
        }
      },
    );
  });
}

/** The system as before; a new one where nothing helps. @throws Error when the journey fails in the new one too */
async function restored(system: LocalSystem, mutation: Mutation): Promise<LocalSystem> {
  try {
    await restore(system, mutation);
    return system;
  } catch (error) {
    console.log(`Starts the system anew after ${mutation.fact}: ${(error as Error).message}`);
  }
  await system.stop();
  const fresh = await startSystem();
  await restore(fresh, mutation);
  return fresh;
}
