import { routerArm } from './arms.ts';
import { startBenchAws } from './aws.ts';
import { sendEvent } from './events.ts';
import { Worker } from './warm/worker.ts';

export interface ScaleFigures {
  readonly tenants: number;
  /** Tenants that the counted requests went to. */
  readonly seen: number;
  /** Calls per 1,000 requests. */
  readonly lookUps: number;
  readonly assumeRoles: number;
  readonly heapBytes: number;
}

/** One environment with so many tenants behind it, after as many requests have filled its caches as are counted. */
export async function measureScale(options: {
  readonly node: string;
  readonly tenants: number;
  readonly requests: number;
}): Promise<ScaleFigures> {
  const { node, tenants, requests } = options;
  const aws = await startBenchAws();
  const router = new Worker(routerArm(), { node, aws });
  const next = zipf(tenants);
  const mix = () => Array.from({ length: requests }, () => `tenant-${next()}`);
  await router.run(mix().map(sendEvent), 10);
  const counted = mix();
  const before = await aws.counts();
  await router.run(counted.map(sendEvent), 10);
  const heapBytes = await router.heapBytes();
  const after = await aws.counts();
  for (const stoppable of [router, aws]) stoppable.stop();
  const perThousand = (call: string) => (((after[call] ?? 0) - (before[call] ?? 0)) / requests) * 1_000;
  return {
    tenants,
    seen: new Set(counted).size,
    lookUps: perThousand('dynamodb:GetItem'),
    assumeRoles: perThousand('sts:POST'),
    heapBytes,
  };
}

/** Ranks 1 to `count`, each as often as one over itself says; the same ones in every run of the benchmark. */
function zipf(count: number): () => number {
  const cumulative: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= count; rank += 1) {
    sum += 1 / rank;
    cumulative.push(sum);
  }
  const random = linearCongruential(42);
  return () => {
    const at = random() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function linearCongruential(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
