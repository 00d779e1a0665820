import type { Arm } from '../arms.ts';
import { callsArm, comparisonArm, routerArm } from '../arms.ts';
import { startBenchAws } from '../aws.ts';
import { sendEvent } from '../events.ts';
import type { Spread } from '../statistics.ts';
import { quantile, ratioOf } from '../statistics.ts';
import type { ColdStart } from './cold.ts';
import { coldStart } from './cold.ts';

type ArmName = 'router' | 'naive' | 'empty' | 'calls';

export interface StartFigures {
  /** Medians of each arm. */
  readonly arms: Readonly<Record<ArmName, ColdStart>>;
  /** Load and first answer, by those of the naive function. */
  readonly toNaive: Spread;
  /** Process start to answer, by that of the empty function. */
  readonly toEmpty: Spread;
  /** The same of the calls alone. */
  readonly callsToEmpty: Spread;
  /** Process start to answer, by that of the naive function. */
  readonly totalToNaive: Spread;
}

/** Cold starts of the router, of a naive function, of an empty one and of the calls alone, in turn. */
export async function measureStarts(options: {
  readonly node: string;
  readonly rounds: number;
  /** How far away AWS is; more than 0 means over TLS. @default 0 */
  readonly roundTripMilliseconds?: number;
}): Promise<StartFigures> {
  const { node, rounds, roundTripMilliseconds = 0 } = options;
  const aws = await startBenchAws(roundTripMilliseconds);
  const arms = {
    router: routerArm(),
    naive: comparisonArm('naive'),
    empty: comparisonArm('empty'),
    calls: callsArm(),
  };
  const start = (arm: Arm) => coldStart(arm, { node, aws, event: sendEvent() });
  const starts: Record<ArmName, ColdStart[]> = { router: [], naive: [], empty: [], calls: [] };
  // The first start of each reads its files from the disk.
  for (const arm of Object.values(arms)) await start(arm);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['router', 'naive', 'empty', 'calls'] as const)
      starts[name].push(await start(arms[name]));
  }
  aws.stop();
  const ratio = (other: ArmName, figure: (start: ColdStart) => number, of: ArmName = 'router') =>
    ratioOf(starts[of].map(figure), starts[other].map(figure));
  return {
    arms: {
      router: medianOf(starts.router),
      naive: medianOf(starts.naive),
      empty: medianOf(starts.empty),
      calls: medianOf(starts.calls),
    },
    toNaive: ratio('naive', ({ load, answer }) => load + answer),
    toEmpty: ratio('empty', ({ total }) => total),
    callsToEmpty: ratio('empty', ({ total }) => total, 'calls'),
    totalToNaive: ratio('naive', ({ total }) => total),
  };
}

function medianOf(starts: readonly ColdStart[]): ColdStart {
  const median = (figure: keyof ColdStart) =>
    quantile(
      starts.map((start) => start[figure]),
      0.5,
    );
  return {
    total: median('total'),
    load: median('load'),
    answer: median('answer'),
    processor: median('processor'),
    residentBytes: median('residentBytes'),
    loadedBytes: median('loadedBytes'),
  };
}
