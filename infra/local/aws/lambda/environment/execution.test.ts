import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../workbench.rig.ts';
import { isAlive, logLinesOf, openWorkbench } from '../workbench.rig.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Answers with the process it runs in, and how often this process has been asked. */
const COUNTER = 'let count = 0; export const handler = async () => ({ pid: process.pid, count: ++count });';

/** Answers on request, so that two invocations overlap. */
const SLOW = `export const handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  return process.pid;
};`;

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

  it('finds the handler that the configuration names', async () => {
    const codeDirectory = bench.code({ 'src/agent.mjs': 'export const announce = async () => "announced";' });
    const arn = await bench.createFunction('', { codeDirectory, handler: 'src/agent.announce' });
    expect(await bench.invoke(arn)).toEqual({ answer: 'announced' });
  });

  it('answers null for a handler that returns nothing', async () => {
    const arn = await bench.createFunction('export const handler = async () => {};');
    expect(await bench.invoke(arn)).toEqual({ answer: null });
  });

  it('gives the handler its context', async () => {
    const arn = await bench.createFunction(
      `export const handler = async (_, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });`,
      { functionName: 'contextual', timeoutSeconds: 20, memoryMegabytes: 256 },
    );
    const { answer } = await bench.invoke(arn);
    expect(answer).toMatchObject({
      functionName: 'contextual',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/contextual',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((answer as { remaining: number }).remaining).toBeGreaterThan(10_000);
    expect((answer as { remaining: number }).remaining).toBeLessThanOrEqual(20_000);
  });
});

describe('environments', () => {
  it("keeps a process for the next event, with its module's state", async () => {
    const arn = await bench.createFunction(COUNTER);
    const first = (await bench.invoke(arn)).answer as { pid: number };
    expect((await bench.invoke(arn)).answer).toEqual({ pid: first.pid, count: 2 });
  });

  it('runs simultaneous events in processes of their own', async () => {
    const arn = await bench.createFunction(SLOW);
    const [one, other] = await Promise.all([bench.invoke(arn), bench.invoke(arn)]);
    expect(one?.answer).not.toBe(other?.answer);
  });

  it('makes further events wait at the limit of processes', async () => {
    const arn = await bench.createFunction(SLOW);
    const answers = await Promise.all(Array.from({ length: 10 }, () => bench.invoke(arn)));
    expect(new Set(answers.map(({ answer }) => answer)).size).toBe(8);
  });

  it('throttles beyond the reserved concurrency', async () => {
    const arn = await bench.createFunction(SLOW, { reservedConcurrency: 1 });
    const running = bench.invoke(arn);
    await expect(bench.invoke(arn)).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
      members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
    });
    await running;
    expect(await bench.invoke(arn)).not.toHaveProperty('error');
  });

  it('ends idle processes', async () => {
    const arn = await bench.createFunction(COUNTER);
    const { pid } = (await bench.invoke(arn)).answer as { pid: number };
    await bench.clock.advance(5 * 60_000);
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect((await bench.invoke(arn)).answer).toMatchObject({ count: 1 });
  });

  it('uses new processes for a new configuration, and running ones finish', async () => {
    const source = `export const handler = async ({ wait }) => {
      if (wait) await new Promise((resolve) => setTimeout(resolve, 150));
      return { pid: process.pid, colour: process.env.COLOUR };
    };`;
    const arn = await bench.createFunction(source, { environment: { COLOUR: 'red' } });
    await bench.invoke(arn);
    const running = bench.invoke(arn, { wait: true });
    const { codeDirectory, handler, roleArn } = bench.lambda.function(arn).configuration;
    await bench.lambda.updateFunction(arn, {
      codeDirectory,
      handler,
      roleArn,
      environment: { COLOUR: 'blue' },
    });
    expect((await bench.invoke(arn)).answer).toMatchObject({ colour: 'blue' });
    const { answer: old } = await running;
    expect(old).toMatchObject({ colour: 'red' });
    await expect.poll(() => isAlive((old as { pid: number }).pid)).toBe(false);
  });

  it('ends the processes of a deleted function', async () => {
    const arn = await bench.createFunction(COUNTER);
    const { pid } = (await bench.invoke(arn)).answer as { pid: number };
    await bench.lambda.deleteFunction(arn);
    expect(isAlive(pid)).toBe(false);
    await expect(bench.invoke(arn)).rejects.toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
  });
});

describe('failures', () => {
  it('reports what the handler threw', async () => {
    const arn = await bench.createFunction(
      'export const handler = async () => { throw new RangeError("too far"); };',
    );
    expect(await bench.invoke(arn)).toEqual({
      error: 'Unhandled',
      answer: {
        errorType: 'RangeError',
        errorMessage: 'too far',
        trace: expect.arrayContaining(['RangeError: too far']),
      },
    });
  });

  it('reports a module that cannot be loaded, and tries again with the next event', async () => {
    const arn = await bench.createFunction('throw new Error("no configuration");');
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await bench.invoke(arn)).toMatchObject({
        error: 'Unhandled',
        answer: { errorType: 'Error', errorMessage: 'no configuration' },
      });
  });

  it('reports a handler that is not there', async () => {
    const arn = await bench.createFunction('export const other = 1;');
    expect((await bench.invoke(arn)).answer).toMatchObject({
      errorType: 'Runtime.HandlerNotFound',
      errorMessage: 'index.handler is undefined or not exported',
    });
  });

  it('reports a process that ended, and starts another', async () => {
    const arn = await bench.createFunction(
      'export const handler = async ({ exit }) => { if (exit) process.exit(3); return process.pid; };',
    );
    expect(await bench.invoke(arn, { exit: true })).toEqual({
      error: 'Unhandled',
      answer: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
        ),
      },
    });
    expect(await bench.invoke(arn)).not.toHaveProperty('error');
  });

  it('ends a function that runs out of time', async () => {
    const arn = await bench.createFunction(
      `export const handler = async ({ hang }) => {
        console.log(process.pid);
        if (hang) await new Promise(() => setInterval(() => {}, 1000));
        return process.pid;
      };`,
      { timeoutSeconds: 7 },
    );
    const { answer: pid } = await bench.invoke(arn);
    const hanging = bench.invoke(arn, { hang: true });
    await expect
      .poll(() => logLinesOf(bench, arn).filter((line) => line.endsWith(`\t${pid}`)))
      .toHaveLength(2);
    await bench.clock.advance(7_000);
    expect(await hanging).toEqual({
      error: 'Unhandled',
      answer: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(
          /^RequestId: [0-9a-f-]{36} Error: Task timed out after 7.00 seconds$/,
        ),
      },
    });
    await expect.poll(() => isAlive(pid as number)).toBe(false);
  });

  it('holds the function to its memory', async () => {
    const arn = await bench.createFunction(
      `export const handler = async () => { const all = []; for (;;) all.push(new Array(1e6).fill({})); };`,
    );
    expect((await bench.invoke(arn)).answer).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  it('refuses an answer over 6 MB', async () => {
    const arn = await bench.createFunction('export const handler = async () => "x".repeat(7e6);');
    expect((await bench.invoke(arn)).answer).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});
