/** The calls at a time: STS and the control planes of AWS throttle at a few dozen a second. */
const BATCH = 10;

/**
 * Runs `work` for all items in order, some at a time.
 *
 * @param onProgress called after each batch
 * @returns the results that are not undefined
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result | undefined>,
  onProgress: (done: number) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    const batch = await Promise.all(items.slice(from, from + BATCH).map(work));
    results.push(...batch.filter((result) => result !== undefined));
    onProgress(Math.min(from + BATCH, items.length));
  }
  return results;
}
