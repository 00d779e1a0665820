/** So many calls at a time: STS and the control planes of AWS throttle a few dozen a second. */
const BATCH = 10;

/**
 * Does `work` for all items, some at a time, in their order.
 *
 * @param onProgress told after each batch
 * @returns what is not undefined
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
