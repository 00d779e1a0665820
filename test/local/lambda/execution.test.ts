import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench.ts';
import { HOME, openWorkbench } from './workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

describe('the code', () => {
  it('runs an ES module', async () => {
    const arn = await bench.createFunction('export const handler = async ({ name }) => `hello ${name}`;');
    expect(await bench.invoke(arn, { name: 'acme' })).toEqual({ answer: 'hello acme' });
  });

  it('takes index.js for CommonJS, as a package without package.json is', async () => {
    const codeDirectory = bench.code({ 'index.js': 'exports.handler = async () => typeof require;' });
    const arn = await bench.createFunction('', { codeDirectory });
    expect(await bench.invoke(arn)).toEqual({ answer: 'function' });
  });
});
