import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../local-aws.ts';
import {
  acme,
  clearRules,
  clientOf,
  createSink,
  entry,
  globex,
  putEvent,
  putRule,
  startEvents,
} from './buses.rig.ts';

let aws: LocalAws;
let lines: string[];

beforeAll(async () => {
  ({ aws, lines } = await startEvents());
});
afterEach(() => clearRules(aws));
afterAll(() => aws.stop());

describe('PutEvents', () => {
  it('makes the envelope out of the entry, the caller’s account and Region, and the time', async () => {
    const sink = createSink(aws, globex);
    putRule(aws, globex, { arn: sink.arn });
    const result = await putEvent(aws, globex, {
      Time: new Date('2026-11-05T06:07:08.900Z'),
      Resources: ['arn:aws:cloudformation:eu-west-1:333333333333:stack/x'],
    });
    expect(sink.events()).toEqual([
      {
        version: '0',
        id: result?.EventId,
        source: 'TenantRegistration',
        'detail-type': 'Pinpoint Tenant Registration',
        account: globex.accountId,
        region: 'eu-west-1',
        time: '2026-11-05T06:07:08Z',
        resources: ['arn:aws:cloudformation:eu-west-1:333333333333:stack/x'],
        detail: { tenantId: 'acme' },
      },
    ]);
  });

  it.each([
    ['without a source', { Source: undefined }, 'InvalidArgument'],
    ['without a detail-type', { DetailType: '' }, 'InvalidArgument'],
    ['without a detail', { Detail: undefined }, 'InvalidArgument'],
    ['whose detail is no JSON', { Detail: '{' }, 'MalformedDetail'],
    ['whose detail is no object', { Detail: '[]' }, 'MalformedDetail'],
    ['from a source of AWS', { Source: 'aws.ec2' }, 'NotAuthorizedForSourceException'],
  ])('fails an entry %s, and takes the others', async (_, changes, ErrorCode) => {
    const sink = createSink(aws, acme);
    putRule(aws, acme, { arn: sink.arn });
    const command = new PutEventsCommand({ Entries: [entry(changes), entry()] });
    const { FailedEntryCount, Entries = [] } = await clientOf(aws, acme).send(command);
    await aws.eventBridge.settled();
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toMatchObject([{ ErrorCode }, { EventId: expect.any(String) }]);
    expect(sink.events().map(({ id }) => id)).toEqual([Entries[1]?.EventId]);
  });

  it.each([
    ['no entries', []],
    ['eleven entries', Array.from({ length: 11 }, () => entry())],
    ['more than 1 MB', [entry({ Detail: JSON.stringify({ text: 'x'.repeat(1_048_576) }) })]],
  ])('refuses a request with %s', async (_, Entries) => {
    const refusal = clientOf(aws, acme).send(new PutEventsCommand({ Entries }));
    await expect(refusal).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('accepts an event for a bus that does not exist, and loses it', async () => {
    const result = await putEvent(aws, acme, { EventBusName: 'missing' });
    expect(result?.EventId).toBeDefined();
    expect(lines.at(-1)).toContain(`${result?.EventId} is lost`);
  });

  it('matches no rule that is disabled or has another pattern', async () => {
    const sink = createSink(aws, acme);
    putRule(aws, acme, { arn: sink.arn }, { state: 'DISABLED' });
    putRule(aws, acme, { arn: sink.arn }, { eventPattern: { source: ['Other'] } });
    await putEvent(aws, acme);
    expect(sink.events()).toEqual([]);
  });
});

describe('what an operator looks at', () => {
  it('shows buses, rules and targets', async () => {
    const client = clientOf(aws, acme);
    const sink = createSink(aws, acme, { FifoQueue: true });
    const { name, arn } = putRule(aws, acme, {
      arn: sink.arn,
      sqsGroupId: 'g',
      deadLetterArn: createSink(aws, acme).arn,
    });
    const { EventBuses } = await client.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(['default']);
    expect((await client.send(new DescribeEventBusCommand({}))).Arn).toBe(
      `arn:aws:events:us-east-1:${acme.accountId}:event-bus/default`,
    );
    const { Rules } = await client.send(new ListRulesCommand({ NamePrefix: name }));
    expect(Rules).toMatchObject([{ Name: name, Arn: arn, State: 'ENABLED' }]);
    expect(await client.send(new DescribeRuleCommand({ Name: name }))).toMatchObject({
      EventPattern: '{"source":[{"prefix":"Tenant"}]}',
    });
    const { Targets } = await client.send(new ListTargetsByRuleCommand({ Rule: name }));
    expect(Targets).toMatchObject([{ Arn: sink.arn, SqsParameters: { MessageGroupId: 'g' } }]);
  });

  it('tries a pattern on an event', async () => {
    const test = (EventPattern: string) =>
      clientOf(aws, acme).send(new TestEventPatternCommand({ EventPattern, Event: '{"source":"a"}' }));
    expect((await test('{"source":["a"]}')).Result).toBe(true);
    expect((await test('{"source":["b"]}')).Result).toBe(false);
    await expect(test('{"source":[{"near":"b"}]}')).rejects.toMatchObject({
      name: 'InvalidEventPatternException',
    });
  });

  it('says so when it does not simulate an operation', async () => {
    const command = new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["a"]}' });
    await expect(clientOf(aws, acme).send(command)).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });
});
