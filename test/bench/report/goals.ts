import type { StartFigures } from '../cold/starts.ts';
import type { Spread } from '../statistics.ts';
import type { WarmFigures } from '../warm/warm.ts';

/** One line of the table: what was measured, and what it is to reach. */
export interface Goal {
  readonly figure: string;
  readonly measured: string;
  readonly reach: string;
  readonly holds: boolean;
}

export function goalsOf(starts: StartFigures, warm: WarmFigures): readonly Goal[] {
  const { router } = starts.arms;
  return [
    ratio('cold: load + first answer ÷ a naive function', starts.toNaive, 0.55),
    ratio('cold: process start to answer ÷ an empty function', starts.toEmpty, 3),
    atMost('bytes loaded before the first answer', router.loadedBytes / 1_000, 400, 'kB'),
    atMost('resident memory after the first answer', router.residentBytes / 1_000_000, 80, 'MB'),
    ratio('warm: p50 ÷ the SDK called directly', warm.ratios.p50, 1.1),
    ratio('warm: p99 ÷ the same', warm.ratios.p99, 1.2),
    ratio('warm: processor time ÷ the same', warm.ratios.processor, 1.2),
    atMost('look-ups in 1,000 warm requests', warm.lookUps, 0),
    atMost('AssumeRole in 1,000 warm requests', warm.assumeRoles, 0),
  ];
}

function ratio(figure: string, { median, lower, upper }: Spread, limit: number): Goal {
  const measured = `${median.toFixed(2)} (${lower.toFixed(2)}–${upper.toFixed(2)})`;
  return { figure, measured, reach: `≤ ${limit.toFixed(2)}`, holds: median <= limit };
}

function atMost(figure: string, value: number, limit: number, unit = ''): Goal {
  const reach = limit === 0 ? '0' : `≤ ${limit} ${unit}`;
  // To the whole: a record is read again once in the cache's time, however many requests come.
  const whole = Math.round(value);
  return { figure, measured: `${whole} ${unit}`.trim(), reach, holds: whole <= limit };
}
