import { setTimeout as sleep } from 'node:timers/promises';

/** Calls `ask` until it returns a value; undefined when it returns none within `seconds`. */
export async function poll<T>(
  { pollMilliseconds }: { readonly pollMilliseconds: number },
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() >= deadline) return answer;
    await sleep(pollMilliseconds);
  }
}
