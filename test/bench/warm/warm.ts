import { MESSAGES_TABLE_NAME } from '../../../registrar/contract/names.ts';
import { comparisonArm, routerArm } from '../arms.ts';
import { startBenchAws } from '../aws.ts';
import { sendEvent, unknownActionEvent } from '../events.ts';
import type { Spread } from '../statistics.ts';
import { quantile, ratioOf } from '../statistics.ts';
import type { Run } from './worker.ts';
import { Worker } from './worker.ts';

export interface WarmFigures {
  readonly router: WarmTimes;
  readonly sdk: WarmTimes;
  /** Of a request that the router refuses: its way in and out, without the call. */
  readonly withoutCall: WarmTimes;
  /** Of a send that waits for its message to be in the table of messages, as `recordAccepted` writes it. */
  readonly recording: WarmTimes;
  readonly ratios: Readonly<Record<keyof WarmTimes, Spread>>;
  /** Per 1,000 warm requests. */
  readonly lookUps: number;
  readonly assumeRoles: number;
}

/** Milliseconds a request. */
export interface WarmTimes {
  readonly p50: number;
  readonly p99: number;
  readonly processor: number;
}

export interface WarmOptions {
  readonly node: string;
  readonly rounds: number;
  readonly requestsPerRound: number;
}

/** The router against the SDK called directly, in turn, each in a process of its own. */
export async function measureWarm({ node, rounds, requestsPerRound }: WarmOptions): Promise<WarmFigures> {
  const aws = await startBenchAws();
  const options = { node, aws };
  const router = new Worker(routerArm(), options);
  const sdk = new Worker(comparisonArm('sdk'), options);
  const environment = { MESSAGES_TABLE: MESSAGES_TABLE_NAME };
  const recording = new Worker(routerArm(), { ...options, environment });
  const events = Array<string>(requestsPerRound).fill(sendEvent());
  const routerRuns: Run[] = [];
  const sdkRuns: Run[] = [];
  const refused = Array<string>(requestsPerRound).fill(unknownActionEvent());
  const refusedRuns: Run[] = [];
  const recordingRuns: Run[] = [];
  // The optimizing compiler is done with all before the first counted round.
  for (let round = 0; round < 3; round += 1)
    for (const arm of [router, sdk, recording]) await arm.run(events);
  const before = await aws.counts();
  for (let round = 0; round < rounds; round += 1) {
    routerRuns.push(await router.run(events));
    sdkRuns.push(await sdk.run(events));
    refusedRuns.push(await router.run(refused, 1, 404));
    recordingRuns.push(await recording.run(events));
  }
  const after = await aws.counts();
  for (const stoppable of [router, sdk, recording, aws]) stoppable.stop();
  const written = (after['dynamodb:PutItem'] ?? 0) - (before['dynamodb:PutItem'] ?? 0);
  if (written !== rounds * requestsPerRound) throw new Error(`${written} accepted messages were written`);
  const perThousand = (call: string) =>
    (((after[call] ?? 0) - (before[call] ?? 0)) / (rounds * requestsPerRound)) * 1_000;
  const ratio = (figure: (run: Run) => number) => ratioOf(routerRuns.map(figure), sdkRuns.map(figure));
  return {
    router: timesOf(routerRuns),
    sdk: timesOf(sdkRuns),
    withoutCall: timesOf(refusedRuns),
    recording: timesOf(recordingRuns),
    ratios: {
      p50: ratio(({ times }) => quantile(times, 0.5)),
      p99: ratio(({ times }) => quantile(times, 0.99)),
      processor: ratio(({ processor }) => processor),
    },
    lookUps: perThousand('dynamodb:GetItem'),
    assumeRoles: perThousand('sts:POST'),
  };
}

function timesOf(runs: readonly Run[]): WarmTimes {
  const median = (figure: (run: Run) => number) => quantile(runs.map(figure), 0.5);
  return {
    p50: median(({ times }) => quantile(times, 0.5)),
    p99: median(({ times }) => quantile(times, 0.99)),
    processor: median(({ processor, times }) => processor / times.length),
  };
}
