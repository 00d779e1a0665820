import { afterAll, beforeAll, it } from 'vitest';
import { createRig, type Rig } from '../../rig.ts';
import type { Crash } from './crash-matrix.ts';
import { CrashMatrix } from './crash-matrix.ts';
import { expectAtMostOneMessage } from './expect-at-most-one-message.ts';

/** Functions that die at the same time: one for each core. */
const AT_ONCE = 2;

let rig: Rig;
let matrix: CrashMatrix;

beforeAll(async () => {
  rig = await createRig();
  matrix = await CrashMatrix.on(rig);
});
afterAll(async () => {
  await matrix?.stop();
  await rig?.stop();
});

it('sends at most once for a key, whichever await the function died at', { timeout: 1_200_000 }, async () => {
  const awaits = await matrix.countAwaits();
  const crashes: Crash[] = [];
  let next = 1;
  const killer = async () => {
    while (next <= awaits) {
      const point = next;
      next += 1;
      crashes.push(await matrix.crashAt(point));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killer));
  expectAtMostOneMessage(crashes);
  const kinds: Record<string, number> = {};
  for (const { answer, messages } of crashes) {
    const kind = `${answer.name ?? 'answered'}, messages sent: ${messages}`;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  console.log(`Killed at each of ${awaits} awaits:`, kinds);
});
