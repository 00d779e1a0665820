import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundle } from '../../../../infra/constructs/functions/bundle.ts';
import { originalFrame } from '../../../../router/http/log/source-map.ts';

it('names the place in the sources that a place in the bundle was made of', () => {
  const file = join(bundle('router/lambda.ts'), 'index.js');
  const before = readFileSync(file, 'utf8').split('The tenant is suspended.')[0]?.split('\n') ?? [];
  const [line, column] = [before.length, (before.at(-1)?.length ?? 0) + 1];
  expect(originalFrame(`at a (${file}:${line}:${column})`)).toMatch(
    /^at a \(router\/http\/caller\/refusal\.ts:\d+:\d+\)$/,
  );
});

it.each([
  'at listOnTimeout (node:internal/timers:588:17)',
  'at a (/var/task/without-map.js:1:2)',
  'at async Promise.all (index 0)',
])('leaves %s as it is', (frame) => {
  expect(originalFrame(frame)).toBe(frame);
});
