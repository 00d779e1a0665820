/** A value with the middle half of what was seen around it. */
export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), lower: quantile(values, 0.25), upper: quantile(values, 0.75) };
}

/**
 * How many times as much `values` are as `others`: the ratio of the medians, and the middle half of the ratios round
 * by round. The arms take turns, so that what disturbs the machine disturbs both.
 */
export function ratioOf(values: readonly number[], others: readonly number[]): Spread {
  const byRound = values.map((value, round) => value / (others[round] ?? Number.NaN));
  return { ...spreadOf(byRound), median: quantile(values, 0.5) / quantile(others, 0.5) };
}
