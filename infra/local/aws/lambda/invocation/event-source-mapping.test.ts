import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Statement } from '../../core/policy.ts';
import type { Workbench } from '../workbench.rig.ts';
import { HOME, logLinesOf, openWorkbench } from '../workbench.rig.ts';
import type { EventSourceMappingOptions } from './event-source-mapping.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const CONSUME = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** Writes the bodies of each batch to its log, and fails where a body says so. */
const CONSUMER = `export const handler = async ({ Records }) => {
  process.stdout.write(JSON.stringify(Records.map(({ body }) => body)) + '\\n');
  if (Records.some(({ body }) => body === 'throw')) throw new Error('no');
  const failed = Records.findIndex(({ body }) => body === 'fail');
  const from = failed === -1 ? Records.length : failed;
  return { batchItemFailures: Records.slice(from).map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

let made = 0;
/** A queue, a function that may read it, and the mapping between them. */
async function consume(
  options: Partial<EventSourceMappingOptions> & { readonly fifo?: boolean; readonly source?: string } = {},
) {
  made += 1;
  const { fifo = true, source = CONSUMER, ...mapping } = options;
  const { arn: queueArn } = bench.sqs.createQueue(HOME, {
    QueueName: `queue-${made}${fifo ? '.fifo' : ''}`,
    VisibilityTimeout: 60,
    ...(fifo && { FifoQueue: true, ContentBasedDeduplication: true }),
  });
  const allowed: Statement = { Effect: 'Allow', Action: CONSUME, Resource: queueArn };
  const roleArn = bench.role(`Consumer-${made}`, allowed);
  const functionArn = await bench.createFunction(source, { functionName: `consumer-${made}`, roleArn });
  const map = () =>
    bench.lambda.createEventSourceMapping({
      functionArn,
      eventSourceArn: queueArn,
      reportBatchItemFailures: true,
      ...mapping,
    });
  return { queueArn, functionArn, roleArn, map };
}

function send(queueArn: string, ...bodies: readonly string[]): void {
  for (const body of bodies)
    bench.sqs.sendMessage(bench.operator, queueArn, {
      body,
      ...(queueArn.endsWith('.fifo') && { groupId: 'registrations' }),
    });
}

function batches(functionArn: string): readonly string[][] {
  return logLinesOf(bench, functionArn)
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as string[]);
}

function bodies(queueArn: string): readonly string[] {
  return bench.sqs.peek(queueArn).map(({ body }) => body);
}

describe('a queue mapped to a function', () => {
  it('hands over messages in batches, in order, and deletes them', async () => {
    const { queueArn, functionArn, map } = await consume({ batchSize: 2 });
    send(queueArn, '1', '2', '3');
    map();
    await expect.poll(() => batches(functionArn)).toEqual([['1', '2'], ['3']]);
    await expect.poll(() => bodies(queueArn)).toEqual([]);
    send(queueArn, '4');
    await expect.poll(() => batches(functionArn)).toHaveLength(3);
    await expect.poll(() => bodies(queueArn)).toEqual([]);
  });

  it('gives each message as SQS has it', async () => {
    const source =
      'export const handler = async (event) => { process.stdout.write(JSON.stringify(event)); };';
    const { queueArn, functionArn, map } = await consume({ source, reportBatchItemFailures: false });
    map();
    bench.sqs.sendMessage(bench.operator, queueArn, {
      body: 'hello',
      groupId: 'registrations',
      attributes: { reason: { dataType: 'String', stringValue: 'test' } },
    });
    const event = () => logLinesOf(bench, functionArn).find((line) => line.startsWith('{')) ?? '{}';
    await expect.poll(event).not.toBe('{}');
    expect(JSON.parse(event())).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SequenceNumber: expect.stringMatching(/^\d{20}$/),
            MessageGroupId: 'registrations',
            SenderId: expect.any(String),
            MessageDeduplicationId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            reason: { stringValue: 'test', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: queueArn,
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  it('keeps only the messages that the function reports, until their visibility timeout ends', async () => {
    const { queueArn, functionArn, map } = await consume();
    send(queueArn, '1', 'fail', '3');
    map();
    await expect.poll(() => bodies(queueArn)).toEqual(['fail', '3']);
    await bench.clock.advance(59_000);
    expect(batches(functionArn)).toHaveLength(1);
    await bench.clock.advance(1_000);
    await expect
      .poll(() => batches(functionArn))
      .toEqual([
        ['1', 'fail', '3'],
        ['fail', '3'],
      ]);
  });

  it('keeps the whole batch of a function that fails', async () => {
    const { queueArn, functionArn, map } = await consume();
    send(queueArn, '1', 'throw');
    map();
    await expect
      .poll(() => logLinesOf(bench, functionArn).filter((line) => line.startsWith('REPORT')))
      .toHaveLength(1);
    expect(bodies(queueArn)).toEqual(['1', 'throw']);
    expect(bench.sqs.peek(queueArn).map(({ state }) => state)).toEqual(['inFlight', 'inFlight']);
  });

  it('takes every answer for a success unless it asked for failed items', async () => {
    const { queueArn, functionArn, map } = await consume({ reportBatchItemFailures: false });
    send(queueArn, '1', 'fail');
    map();
    await expect.poll(() => batches(functionArn)).toHaveLength(1);
    await expect.poll(() => bodies(queueArn)).toEqual([]);
  });

  it.each([
    ['a name that no message has', '{ batchItemFailures: [{ itemIdentifier: "nobody" }] }'],
    ['an empty name', '{ batchItemFailures: [{ itemIdentifier: "" }] }'],
    ['something else than a list', '{ batchItemFailures: "all" }'],
  ])('takes %s for a failure of the whole batch', async (_, answer) => {
    const source = `export const handler = async () => (${answer});`;
    const { queueArn, functionArn, map } = await consume({ source });
    send(queueArn, '1', '2');
    map();
    await expect
      .poll(() => logLinesOf(bench, functionArn).filter((line) => line.startsWith('REPORT')))
      .toHaveLength(1);
    expect(bodies(queueArn)).toEqual(['1', '2']);
  });

  it('runs batches of a standard queue side by side', async () => {
    const source = `export const handler = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      process.stdout.write('["' + process.pid + '"]\\n');
    };`;
    const { queueArn, functionArn, map } = await consume({ fifo: false, source, batchSize: 1 });
    send(queueArn, '1', '2');
    map();
    await expect.poll(() => batches(functionArn)).toHaveLength(2);
    expect(new Set(batches(functionArn).flat()).size).toBe(2);
  });

  it('stops when the mapping is deleted', async () => {
    const { queueArn, functionArn, map } = await consume();
    bench.lambda.deleteEventSourceMapping(map());
    send(queueArn, '1');
    await bench.clock.advance(60_000);
    expect(batches(functionArn)).toEqual([]);
    expect(bench.sqs.peek(queueArn)[0]?.state).toBe('available');
  });
});

describe('what the role and the queue must allow', () => {
  it.each(CONSUME)('refuses a mapping whose role lacks %s', async (missing) => {
    const { queueArn, roleArn, map } = await consume();
    bench.kernel.iam.putRolePolicy(roleArn, 'Permissions', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: CONSUME.filter((action) => action !== missing),
        Resource: queueArn,
      },
    });
    expect(map).toThrow(
      `The function execution role does not have permissions to call ${missing.slice(4)} on SQS`,
    );
  });

  it('receives nothing while the role lacks its permission, and continues when the role has it again', async () => {
    const { queueArn, functionArn, roleArn, map } = await consume();
    map();
    const permissions = bench.kernel.iam.role(roleArn).policies.get('Permissions');
    bench.kernel.iam.deleteRolePolicy(roleArn, 'Permissions');
    send(queueArn, '1');
    await expect.poll(() => bench.said.some((line) => line.includes('receives nothing'))).toBe(true);
    expect(batches(functionArn)).toEqual([]);

    bench.kernel.iam.putRolePolicy(roleArn, 'Permissions', permissions ?? { Statement: [] });
    await bench.clock.advance(1000);
    await expect.poll(() => batches(functionArn), { timeout: 5000 }).toEqual([['1']]);
  });

  it('refuses a queue whose messages come back while the function may still run', async () => {
    const { functionArn, queueArn } = await consume();
    bench.sqs.updateQueue(queueArn, { FifoQueue: true, VisibilityTimeout: 2 });
    expect(() => bench.lambda.createEventSourceMapping({ functionArn, eventSourceArn: queueArn })).toThrow(
      'Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds',
    );
  });
});
