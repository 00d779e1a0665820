import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LocalAws } from '../../local-aws.ts';
import {
  acme,
  clearRules,
  createRuleRole,
  createSink,
  globex,
  management,
  putEvent,
  putRule,
  startEvents,
} from '../buses.rig.ts';
import type { EventBus } from '../event-bus.ts';

let aws: LocalAws;
let central: EventBus;
let sink: ReturnType<typeof createSink>;

beforeAll(async () => {
  ({ aws } = await startEvents());
  const { accountId, region } = management;
  central = aws.eventBridge.createEventBus({ accountId, region }, { name: 'central' });
});
beforeEach(() => {
  aws.eventBridge.setEventBusPolicy(central.arn, 'Admit', {
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: central.arn,
    Condition: { StringEquals: { 'events:source': 'TenantRegistration' } },
  });
  sink = createSink(aws, management);
  putRule(aws, management, { arn: sink.arn }, { busName: 'central' });
});
afterEach(() => clearRules(aws));
afterAll(() => aws.stop());

function mayPutInto(busArn: string) {
  return { Effect: 'Allow', Action: 'events:PutEvents', Resource: busArn } as const;
}

/** Forwards from a tenant's default bus; what fails goes to the returned queue. */
function forward(account: typeof acme | typeof globex, arn: string, roleArn: string) {
  const dead = createSink(aws, account);
  putRule(aws, account, { arn, roleArn, deadLetterArn: dead.arn });
  return dead;
}

function errorCodes({ messages }: ReturnType<typeof createSink>) {
  return messages().map(({ attributes }) => attributes.ERROR_CODE?.stringValue);
}

describe('a rule that forwards to another account’s bus', () => {
  it('leaves the envelope as the sender’s', async () => {
    forward(acme, central.arn, createRuleRole(aws, acme.accountId, mayPutInto(central.arn)));
    const result = await putEvent(aws, acme, { Time: new Date('2026-11-05T06:07:08Z') });
    expect(sink.events()).toMatchObject([
      {
        id: result?.EventId,
        account: acme.accountId,
        region: acme.region,
        source: 'TenantRegistration',
        time: '2026-11-05T06:07:08Z',
      },
    ]);
  });

  it('in another Region leaves account and Region, and stamps a new id and time', async () => {
    forward(globex, central.arn, createRuleRole(aws, globex.accountId, mayPutInto(central.arn)));
    const sent = new Date('2026-11-05T06:07:08Z');
    const result = await putEvent(aws, globex, { Time: sent });
    const [event] = sink.events() as { id: string; time: string }[];
    expect(event).toMatchObject({
      account: globex.accountId,
      region: globex.region,
      source: 'TenantRegistration',
    });
    expect(event?.id).not.toBe(result?.EventId);
    expect(Date.parse(event?.time ?? '')).toBeGreaterThan(sent.getTime());
  });

  it('needs a role', () => {
    expect(() => putRule(aws, acme, { arn: central.arn })).toThrow(
      `RoleArn is required for target ${central.arn}.`,
    );
  });

  it('fails at once without a retry when the role is missing', async () => {
    const dead = forward(acme, central.arn, `arn:aws:iam::${acme.accountId}:role/missing`);
    await putEvent(aws, acme);
    expect(errorCodes(dead)).toEqual(['FAILED_TO_ASSUME_ROLE']);
    expect(sink.events()).toEqual([]);
  });

  it('fails when the role does not trust EventBridge for this account', async () => {
    const foreign = createRuleRole(aws, globex.accountId, mayPutInto(central.arn));
    const dead = forward(acme, central.arn, foreign);
    await putEvent(aws, acme);
    expect(errorCodes(dead)).toEqual(['FAILED_TO_ASSUME_ROLE']);
  });

  it('fails when the role may not put events into that bus', async () => {
    const dead = forward(acme, central.arn, createRuleRole(aws, acme.accountId));
    await putEvent(aws, acme);
    expect(errorCodes(dead)).toEqual(['NO_PERMISSIONS']);
    expect(sink.events()).toEqual([]);
  });

  it('fails when the bus policy does not admit the event', async () => {
    const dead = forward(acme, central.arn, createRuleRole(aws, acme.accountId, mayPutInto(central.arn)));
    await putEvent(aws, acme, { Source: 'TenantOther' });
    expect(errorCodes(dead)).toEqual(['NO_PERMISSIONS']);
    expect(sink.events()).toEqual([]);
  });

  it('is not followed by a second hop: the event ends in that rule’s dead-letter queue', async () => {
    const own = aws.eventBridge.eventBus(
      `arn:aws:events:us-east-1:${management.accountId}:event-bus/default`,
    );
    forward(acme, central.arn, createRuleRole(aws, acme.accountId, mayPutInto(central.arn)));
    const dead = createSink(aws, management);
    const roleArn = createRuleRole(aws, management.accountId, mayPutInto(own.arn));
    putRule(aws, management, { arn: own.arn, roleArn, deadLetterArn: dead.arn }, { busName: 'central' });
    await putEvent(aws, acme);
    expect(errorCodes(dead)).toEqual(['THIRD_ACCOUNT_HOP_DETECTED']);
    expect(sink.events()).toHaveLength(1);
    await putEvent(aws, management, { EventBusName: 'central' });
    expect(errorCodes(dead)).toHaveLength(1);
  });
});
