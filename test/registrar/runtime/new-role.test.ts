import { expect, test } from 'vitest';
import { untilRoleIsKnown } from '../../../registrar/runtime/new-role.ts';

const running = new AbortController().signal;
const SHORT = [1, 1, 1];

/** Fails with these errors, one a call, and then answers how often it was called. */
function failing(...names: readonly string[]) {
  let calls = 0;
  return async () => {
    const name = names[calls++];
    if (name !== undefined) throw Object.assign(new Error('in the words of AWS'), { name });
    return calls;
  };
}

test('outlasts the seconds in which AWS does not know a new role everywhere', async () => {
  const call = failing('AccessDenied', 'AccessDeniedException');
  expect(await untilRoleIsKnown(call, running, SHORT)).toBe(3);
});

test('gives up on a denial that stays, with the denial', async () => {
  const call = failing(...Array<string>(9).fill('AccessDenied'));
  await expect(untilRoleIsKnown(call, running, SHORT)).rejects.toThrow('in the words of AWS');
});

test('throws any other error at once', async () => {
  const call = failing('NoSuchBucket');
  await expect(untilRoleIsKnown(call, running, SHORT)).rejects.toThrow('in the words of AWS');
  expect(await call()).toBe(2);
});

test('ends with the time of the function', async () => {
  const call = failing('AccessDenied');
  await expect(untilRoleIsKnown(call, AbortSignal.timeout(5), [60_000])).rejects.toThrow(/aborted/);
});
