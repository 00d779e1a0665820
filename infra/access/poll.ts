import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until there is an answer; undefined when there is none within `seconds`. */
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
