import { lambdaDollars } from '../report/cost.ts';
import prices from '../report/prices.json' with { type: 'json' };

/** One size of the function on paper; milliseconds, and dollars for a million requests. */
export interface MemorySize {
  readonly megabytes: number;
  /** What the first caller of an environment waits for, AWS answering at once. */
  readonly cold: number;
  /** What the router adds to a warm request. */
  readonly warm: number;
  /** A million warm requests of which one in a thousand is cold. */
  readonly dollars: number;
}

const SIZES = [256, 512, 1_024, 1_769, 3_008];

/** "Configure Lambda function memory": at 1,769 MB a function has one whole processor, below it a share of one. */
const WHOLE_PROCESSOR_MEGABYTES = 1_769;

/**
 * Processor time takes as much longer as the share is smaller; the main thread is busy for nearly all of both times.
 * Lambda is known to lend more processor while a function starts, but promises it nowhere, so this is the worst.
 */
export function memorySizes(measured: {
  readonly cold: number;
  readonly warm: number;
}): readonly MemorySize[] {
  const { upstreamMilliseconds } = prices.assumptions;
  return SIZES.map((megabytes) => {
    const share = Math.min(1, megabytes / WHOLE_PROCESSOR_MEGABYTES);
    const [cold, warm] = [measured.cold / share, measured.warm / share];
    const milliseconds = upstreamMilliseconds + warm + cold / 1_000;
    return { megabytes, cold, warm, dollars: lambdaDollars({ megabytes, milliseconds }) };
  });
}
