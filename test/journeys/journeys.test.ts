import { afterAll, beforeAll, describe, it } from 'vitest';
import type { LocalSystem } from '../../infra/local/local-system.ts';
import { JOURNEYS } from './journeys.ts';
import { startSystem } from './rig.ts';

let system: LocalSystem;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

describe('on a system deployed from the templates', () => {
  it.each(JOURNEYS)('$title', async ({ run }) => {
    await run(system);
  });
});
