import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { ask } from '../../../infra/operator/ask.ts';

/** As readline recognizes a terminal, where it handles the keys itself. */
class Terminal extends PassThrough {
  readonly isTTY = true;
}

it.each([
  ['y', 'y\r', 'y'],
  ['Ctrl-C', '\u0003', ''],
  ['Ctrl-C in the middle of a word', 'ye\u0003', ''],
  ['Ctrl-D', '\u0004', ''],
])('takes %s for an answer', async (_keys, typed, answer) => {
  const [input, output] = [new Terminal(), new Terminal()];
  const asked = ask('Really? [y/N] ', { input, output });
  input.write(typed);
  expect(await asked).toBe(answer);
  expect(String(output.read())).toContain('Really? [y/N] ');
});

it('takes the end of the input for no answer', async () => {
  const [input, output] = [new Terminal(), new Terminal()];
  const asked = ask('Really? [y/N] ', { input, output });
  input.end();
  expect(await asked).toBe('');
});
