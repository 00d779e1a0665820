import { expect } from 'vitest';
import type { Crash } from './crash-matrix.ts';

/** No key sent twice, none answers for ever that it is busy, and what is answered with success was sent. */
export function expectAtMostOneMessage(crashes: readonly Crash[]): void {
  for (const { dieAtAwait, answer, messages } of crashes) {
    const at = `killed at await ${dieAtAwait}, answered ${answer.status} ${answer.name ?? ''}`;
    if (answer.status === 200) expect(messages, at).toBe(1);
    else {
      expect(answer, at).toEqual({ status: 409, name: 'OutcomeUnknownException' });
      expect(messages, at).toBeLessThanOrEqual(1);
    }
  }
}
