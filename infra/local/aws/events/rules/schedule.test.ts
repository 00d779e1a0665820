import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeClock } from '../../core/clock/fake-clock.ts';
import type { LocalAws } from '../../local-aws.ts';
import { acme, clearRules, createSink, putRule, startEvents } from '../buses.rig.ts';

const HOUR = 3_600_000;

let aws: LocalAws;
let clock: FakeClock;

beforeAll(async () => {
  ({ aws, clock } = await startEvents());
});
afterEach(() => clearRules(aws));
afterAll(() => aws.stop());

function schedule(scheduleExpression: string, arn: string, options: object = {}) {
  return putRule(
    aws,
    acme,
    { arn },
    { name: 'scheduled', eventPattern: undefined, scheduleExpression, ...options },
  );
}

describe('a scheduled rule', () => {
  it('sends an event of its own to its targets after each interval', async () => {
    const sink = createSink(aws, acme);
    const { arn } = schedule('rate(1 hour)', sink.arn);
    await clock.advance(HOUR - 1);
    expect(sink.events()).toEqual([]);
    await clock.advance(1);
    expect(sink.events()).toMatchObject([
      {
        source: 'aws.events',
        'detail-type': 'Scheduled Event',
        account: acme.accountId,
        region: acme.region,
        resources: [arn],
        detail: {},
      },
    ]);
    await clock.advance(2 * HOUR);
    expect(sink.events()).toHaveLength(3);
  });

  it('runs through intervals that no timer can wait for', async () => {
    const sink = createSink(aws, acme);
    schedule('rate(60 days)', sink.arn);
    await clock.advance(59 * 24 * HOUR);
    expect(sink.events()).toEqual([]);
    await clock.advance(24 * HOUR);
    expect(sink.messages()).toHaveLength(1);
  });

  it('stops when the rule is disabled, replaced or deleted', async () => {
    const sink = createSink(aws, acme);
    schedule('rate(5 minutes)', sink.arn);
    schedule('rate(2 hours)', sink.arn);
    await clock.advance(HOUR);
    expect(sink.events()).toEqual([]);
    schedule('rate(1 minute)', sink.arn, { state: 'DISABLED' });
    await clock.advance(HOUR);
    expect(sink.events()).toEqual([]);
    schedule('rate(1 minute)', sink.arn);
    aws.eventBridge.deleteRule({ accountId: acme.accountId, region: acme.region }, 'default', 'scheduled');
    await clock.advance(HOUR);
    expect(sink.events()).toEqual([]);
  });

  it.each(['rate(1 hours)', 'rate(2 hour)', 'rate(0 minutes)', 'rate(1 second)', 'hourly'])(
    'is refused with the expression %s',
    (expression) => {
      expect(() => schedule(expression, createSink(aws, acme).arn)).toThrow(
        'ScheduleExpression is not valid',
      );
    },
  );

  it('is refused on another bus than the default one, and with a cron expression, which is not simulated', () => {
    const { accountId, region } = acme;
    aws.eventBridge.createEventBus({ accountId, region }, { name: 'own' });
    const { arn } = createSink(aws, acme);
    expect(() => schedule('rate(1 hour)', arn, { busName: 'own' })).toThrow('only on the default event bus');
    expect(() => schedule('cron(0 10 * * ? *)', arn)).toThrow('does not simulate cron');
  });
});
