import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../workbench.rig.ts';
import { HOME, logLinesOf, openWorkbench } from '../workbench.rig.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

/** Fails as often as the event says. */
const FLAKY = `let calls = 0;
export const handler = async ({ failures }) => {
  calls += 1;
  process.stdout.write('call ' + calls + '\\n');
  if (calls <= failures) throw new Error('failure ' + calls);
};`;

function calls(arn: string): readonly string[] {
  return logLinesOf(bench, arn).filter((line) => line.startsWith('call '));
}

async function send(arn: string, event: unknown): Promise<void> {
  await bench.lambda.invoke(bench.operator, arn, Buffer.from(JSON.stringify(event)), { type: 'Event' });
}

/** Waits until a call has ended. */
async function settled(arn: string, count: number): Promise<void> {
  await expect.poll(() => calls(arn).length).toBe(count);
  await expect.poll(() => reports(arn)).toBe(count);
}

/** Waits until this many tasks wait for the clock: an idle process to be ended, an event for another attempt. */
async function waiting(tasks: number): Promise<void> {
  await expect.poll(() => bench.clock.pendingTasks).toBe(tasks);
}

function reports(arn: string): number {
  return logLinesOf(bench, arn).filter((line) => line.startsWith('REPORT ')).length;
}

function queueFor(roleName: string) {
  const { arn } = bench.sqs.createQueue(HOME, { QueueName: roleName });
  const roleArn = bench.role(roleName, { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn });
  return { queueArn: arn, roleArn };
}

describe('an asynchronous invocation', () => {
  it('is tried again after one minute, and after two more', async () => {
    const arn = await bench.createFunction(FLAKY);
    const before = bench.clock.pendingTasks;
    await send(arn, { failures: 2 });
    await settled(arn, 1);
    await waiting(before + 2);
    await bench.clock.advance(59_000);
    expect(calls(arn)).toHaveLength(1);
    await bench.clock.advance(1_000);
    await settled(arn, 2);
    await waiting(before + 2);
    await bench.clock.advance(120_000);
    await settled(arn, 3);
    await waiting(before + 1);
    await bench.clock.advance(600_000);
    expect(calls(arn)).toHaveLength(3);
  });

  it('ends in the dead-letter queue as the event it was', async () => {
    const { queueArn, roleArn } = queueFor('DeadLetters');
    const arn = await bench.createFunction(FLAKY, { roleArn, deadLetterQueueArn: queueArn });
    bench.lambda.configureAsyncInvocation(arn, { maximumRetryAttempts: 0 });
    await send(arn, { failures: 9 });
    await expect.poll(() => bench.sqs.peek(queueArn)).toHaveLength(1);
    const [message] = bench.sqs.peek(queueArn);
    expect(message?.body).toBe('{"failures":9}');
    expect(message?.attributes).toMatchObject({
      ErrorCode: { dataType: 'Number', stringValue: '200' },
      ErrorMessage: { dataType: 'String', stringValue: 'failure 1' },
    });
  });

  it('ends at the destination as a record of what happened', async () => {
    const { queueArn, roleArn } = queueFor('Failures');
    const arn = await bench.createFunction(FLAKY, { roleArn });
    bench.lambda.configureAsyncInvocation(arn, { maximumRetryAttempts: 0, onFailureQueueArn: queueArn });
    await send(arn, { failures: 9 });
    await expect.poll(() => bench.sqs.peek(queueArn)).toHaveLength(1);
    expect(JSON.parse(bench.sqs.peek(queueArn)[0]?.body ?? '')).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: `${arn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { failures: 9 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'failure 1' },
    });
  });

  it('waits while the function is throttled', async () => {
    const arn = await bench.createFunction(FLAKY, { reservedConcurrency: 0 });
    await send(arn, { failures: 0 });
    await bench.clock.advance(5_000);
    expect(calls(arn)).toHaveLength(0);
    const { codeDirectory, handler, roleArn } = bench.lambda.function(arn).configuration;
    await bench.lambda.updateFunction(arn, { codeDirectory, handler, roleArn });
    await bench.clock.advance(1_000);
    await settled(arn, 1);
  });
});
