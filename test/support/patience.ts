let patience = 1;

/** Journeys that are meant to fail need not wait as long for what will never come. */
export async function withPatience(share: number, work: () => Promise<void>): Promise<void> {
  patience = share;
  try {
    await work();
  } finally {
    patience = 1;
  }
}

/** Runs `check` until it no longer throws: it cannot be known when other processes are done. */
export async function eventually(check: () => unknown, seconds = 20): Promise<void> {
  const deadline = Date.now() + seconds * 1000 * patience;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
