import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRig, type Rig } from '../../rig.ts';
import { CrashMatrix } from './crash-matrix.ts';
import { expectAtMostOneMessage } from './expect-at-most-one-message.ts';

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

it('sends at most once for a key, whichever of some awaits the function died at', async () => {
  const awaits = await matrix.countAwaits();
  const points = Array.from({ length: 12 }, (_, n) => 1 + Math.floor((awaits * n) / 12));
  const crashes = [];
  for (const point of points) crashes.push(await matrix.crashAt(point));
  expectAtMostOneMessage(crashes);
  expect(new Set(crashes.map(({ answer }) => answer.name))).toEqual(
    new Set([undefined, 'OutcomeUnknownException']),
  );
});
