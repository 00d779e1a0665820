/** What a series of requests cost; times in milliseconds. */
export interface Measurement {
  readonly requestsPerSecond: number;
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

/** Runs `request` `count` times, `concurrency` of them at once. */
export async function measure(
  request: () => Promise<unknown>,
  { count, concurrency }: { readonly count: number; readonly concurrency: number },
): Promise<Measurement> {
  const times: number[] = [];
  let begun = 0;
  const worker = async () => {
    while (begun < count) {
      begun += 1;
      const start = performance.now();
      await request();
      times.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const elapsed = performance.now() - start;
  times.sort((a, b) => a - b);
  const at = (quantile: number) =>
    times[Math.min(times.length - 1, Math.floor(quantile * times.length))] ?? 0;
  return {
    requestsPerSecond: (count / elapsed) * 1_000,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    p50: at(0.5),
    p99: at(0.99),
  };
}
