import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../../core/clock/fake-clock.ts';
import { policy } from '../../iam/policy/policies.rig.ts';
import type { LocalAws } from '../../local-aws.ts';
import {
  acme,
  clearRules,
  createRuleRole,
  createSink,
  management,
  putEvent,
  putRule,
  startEvents,
} from '../buses.rig.ts';
import { EventBridge } from '../event-bridge.ts';

let aws: LocalAws;
let clock: FakeClock;
let lines: string[];

beforeAll(async () => {
  ({ aws, clock, lines } = await startEvents());
});
afterEach(() => {
  clearRules(aws);
  aws.kernel.faults.clear();
});
afterAll(() => aws.stop());

const MISSING = `arn:aws:sqs:us-east-1:${acme.accountId}:missing`;
const TO_QUEUE = { service: 'sqs', operation: 'SendMessage' };

function attributesOf({ messages }: ReturnType<typeof createSink>) {
  return messages().map(({ attributes }) =>
    Object.fromEntries(Object.entries(attributes).map(([name, { stringValue }]) => [name, stringValue])),
  );
}

describe('delivery to a queue', () => {
  it('puts messages of a FIFO queue into the target’s message group, in order', async () => {
    const sink = createSink(aws, acme, { FifoQueue: true, ContentBasedDeduplication: true });
    putRule(aws, acme, { arn: sink.arn, sqsGroupId: 'registrations' });
    const ids = [];
    for (const tenantId of ['a', 'b', 'c'])
      ids.push((await putEvent(aws, acme, { Detail: JSON.stringify({ tenantId }) }))?.EventId);
    expect(sink.messages().map(({ groupId }) => groupId)).toEqual(Array(3).fill('registrations'));
    expect(sink.events().map(({ id }) => id)).toEqual(ids);
  });

  it('hands over the target’s constant input in place of the event', async () => {
    const sink = createSink(aws, acme);
    putRule(aws, acme, { arn: sink.arn, input: '{"reconcile":"schedule"}' });
    await putEvent(aws, acme);
    expect(sink.messages().map(({ body }) => body)).toEqual(['{"reconcile":"schedule"}']);
  });

  it('acts under the target’s role where it has one', async () => {
    const { accountId, region } = acme;
    const { arn } = aws.sqs.createQueue({ accountId, region }, { QueueName: 'without-policy' });
    const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn } as const;
    putRule(aws, acme, { arn, roleArn: createRuleRole(aws, accountId, statement) });
    await putEvent(aws, acme);
    expect(aws.sqs.peek(arn)).toHaveLength(1);
  });

  it('serves every target of every matching rule', async () => {
    const sinks = [createSink(aws, acme), createSink(aws, acme), createSink(aws, acme)];
    const [first, second, third] = sinks.map(({ arn }) => arn);
    putRule(
      aws,
      acme,
      { arn: first ?? '' },
      {
        targets: [first, second].map((arn = '', index) => ({ id: `${index}`, arn })),
      },
    );
    putRule(aws, acme, { arn: third ?? '' });
    await putEvent(aws, acme);
    expect(sinks.map(({ events }) => events().length)).toEqual([1, 1, 1]);
  });
});

describe('a delivery that fails for good', () => {
  it.each([
    ['whose queue is missing', () => MISSING, 'NO_RESOURCE'],
    ['whose queue does not admit the rule', () => createDeafQueue(), 'NO_PERMISSIONS'],
    ['that the queue cannot take', () => createSink(aws, acme, { FifoQueue: true }).arn, 'INVALID_PARAMETER'],
  ])('%s goes to the dead-letter queue at once, with the reason', async (_, createTarget, ERROR_CODE) => {
    const dead = createSink(aws, acme);
    const target = createTarget();
    const rule = putRule(aws, acme, { arn: target, deadLetterArn: dead.arn, sqsGroupId: 'g' });
    const result = await putEvent(aws, acme);
    expect(dead.events()).toMatchObject([{ id: result?.EventId, account: acme.accountId }]);
    expect(attributesOf(dead)).toEqual([
      {
        RULE_ARN: rule.arn,
        TARGET_ARN: target,
        ERROR_CODE,
        ERROR_MESSAGE: expect.any(String),
        RETRY_ATTEMPTS: '0',
      },
    ]);
  });

  it('is lost, and logged, when there is no dead-letter queue or it does not admit the rule', async () => {
    putRule(aws, acme, { arn: MISSING });
    putRule(aws, acme, { arn: MISSING, deadLetterArn: createDeafQueue() });
    const before = lines.length;
    await putEvent(aws, acme);
    expect(lines.slice(before)).toEqual([
      expect.stringMatching(/NO_RESOURCE.*is lost/),
      expect.stringMatching(/dead-letter queue refused it .* is lost/),
    ]);
  });

  function createDeafQueue(): string {
    const { arn } = createSink(aws, acme);
    aws.sqs.setQueuePolicy(
      arn,
      policy({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: arn,
        Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:us-east-1:222222222222:rule/another' } },
      }),
    );
    return arn;
  }
});

describe('a delivery that fails for now', () => {
  const THROTTLED = { kind: 'error', code: 'RequestThrottled', status: 400 } as const;

  it.each([
    ['throttling', THROTTLED],
    ['a fault of the target', { kind: 'error', code: 'InternalFailure', status: 500 } as const],
    ['a cut connection', { kind: 'reset', when: 'unprocessed' } as const],
  ])('is tried again after %s, later each time', async (_, fault) => {
    const sink = createSink(aws, acme);
    const dead = createSink(aws, acme);
    putRule(aws, acme, { arn: sink.arn, deadLetterArn: dead.arn });
    aws.kernel.faults.inject(TO_QUEUE, fault, 3);
    await putEvent(aws, acme);
    await clock.advance(6999);
    expect(sink.events()).toEqual([]);
    await clock.advance(1);
    expect(sink.events()).toHaveLength(1);
    expect(dead.events()).toEqual([]);
  });

  it('goes to the dead-letter queue when its attempts are used up', async () => {
    const dead = createSink(aws, acme);
    const sink = createSink(aws, acme);
    const retryPolicy = { maximumRetryAttempts: 2 };
    putRule(aws, acme, { arn: sink.arn, deadLetterArn: dead.arn, retryPolicy });
    aws.kernel.faults.inject(TO_QUEUE, THROTTLED, 10);
    await putEvent(aws, acme);
    await clock.advance(60_000);
    expect(attributesOf(dead)).toMatchObject([
      { ERROR_CODE: 'THROTTLING', RETRY_ATTEMPTS: '2', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' },
    ]);
  });

  it('goes to the dead-letter queue when the event is too old', async () => {
    const dead = createSink(aws, acme);
    const sink = createSink(aws, acme);
    putRule(aws, acme, {
      arn: sink.arn,
      deadLetterArn: dead.arn,
      retryPolicy: { maximumEventAgeSeconds: 60 },
    });
    aws.kernel.faults.inject(TO_QUEUE, THROTTLED, 10);
    await putEvent(aws, acme);
    await clock.advance(60_000);
    expect(attributesOf(dead)).toMatchObject([{ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' }]);
  });

  it('is tried about a day by default', async () => {
    const dead = createSink(aws, acme);
    putRule(aws, acme, { arn: createSink(aws, acme).arn, deadLetterArn: dead.arn });
    aws.kernel.faults.inject(TO_QUEUE, THROTTLED, 1000);
    await putEvent(aws, acme);
    await clock.advance(23 * 3_600_000);
    expect(dead.events()).toEqual([]);
    await clock.advance(3_600_000);
    expect(dead.events()).toHaveLength(1);
  });
});

describe('delivery to a function', () => {
  const FUNCTION = `arn:aws:lambda:us-east-1:${management.accountId}:function:agent`;

  it('invokes it asynchronously in the name of the rule', async () => {
    const calls: unknown[] = [];
    const lambda = { invoke: (...call: unknown[]) => calls.push(call) };
    const eventBridge = new EventBridge(aws.kernel, { sqs: aws.sqs, lambda });
    const { accountId, region } = management;
    const { arn } = eventBridge.putRule({ accountId, region }, 'default', {
      name: 'to-function',
      eventPattern: { source: ['s'] },
      targets: [{ id: 'f', arn: FUNCTION, input: '{"a":1}' }],
    });
    const caller = {
      kind: 'user',
      accountId,
      arn: `arn:aws:iam::${accountId}:user/administrator`,
      userId: 'u',
    } as const;
    eventBridge.putEvents(caller, { accountId, region }, [{ Source: 's', DetailType: 't', Detail: '{}' }]);
    await eventBridge.settled();
    const service = {
      kind: 'service',
      service: 'events.amazonaws.com',
      sourceAccount: accountId,
      sourceArn: arn,
    };
    expect(calls).toEqual([[service, FUNCTION, Buffer.from('{"a":1}'), { type: 'Event' }]]);
  });

  it('goes to the dead-letter queue when the function does not admit the rule', async () => {
    const dead = createSink(aws, management);
    putRule(aws, management, { arn: FUNCTION, deadLetterArn: dead.arn });
    await putEvent(aws, management);
    expect(attributesOf(dead)).toMatchObject([{ ERROR_CODE: 'NO_PERMISSIONS' }]);
  });
});
