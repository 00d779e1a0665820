import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_ORGANIZATION_ID } from '../accounts.ts';
import type { LocalAws } from '../local-aws.ts';
import { openRole } from '../sqs/queues.rig.ts';
import {
  acme,
  clientOf,
  createSink,
  entry,
  management,
  putEvent,
  putRule,
  startEvents,
  stranger,
} from './buses.rig.ts';
import type { EventBus } from './event-bus.ts';

let aws: LocalAws;
let bus: EventBus;
let sink: ReturnType<typeof createSink>;

beforeAll(async () => {
  ({ aws } = await startEvents());
});
afterAll(() => aws.stop());

let buses = 0;

beforeEach(() => {
  const { accountId, region } = management;
  buses += 1;
  bus = aws.eventBridge.createEventBus({ accountId, region }, { name: `central-${buses}` });
  sink = createSink(aws, management);
  putRule(aws, management, { arn: sink.arn }, { busName: bus.name, eventPattern: { version: ['0'] } });
});

function admitRegistrations() {
  aws.eventBridge.setEventBusPolicy(bus.arn, 'AdmitRegistrations', {
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: bus.arn,
    Condition: {
      StringEquals: {
        'aws:PrincipalOrgID': LOCAL_ORGANIZATION_ID,
        'events:source': 'TenantRegistration',
        'events:detail-type': 'Pinpoint Tenant Registration',
      },
    },
  });
}

const denied = { name: 'AccessDeniedException' };

describe('a bus policy', () => {
  it('admits other accounts of the organization, whose events keep their account', async () => {
    await expect(putEvent(aws, acme, { EventBusName: bus.arn })).rejects.toMatchObject(denied);
    admitRegistrations();
    await putEvent(aws, acme, { EventBusName: bus.arn });
    expect(sink.events()).toMatchObject([{ account: acme.accountId, region: acme.region }]);
  });

  it.each([
    ['an account outside the organization', stranger, {}],
    ['another source', acme, { Source: 'TenantRegistrations' }],
    ['another detail-type', acme, { DetailType: 'Other' }],
  ])('keeps %s out', async (_, account, changes) => {
    admitRegistrations();
    await expect(putEvent(aws, account, { ...changes, EventBusName: bus.arn })).rejects.toMatchObject(denied);
    expect(sink.events()).toEqual([]);
  });

  it('judges each entry, and refuses the request for one of them', async () => {
    admitRegistrations();
    const Entries = [entry({ EventBusName: bus.arn }), entry({ EventBusName: bus.arn, Source: 'Other' })];
    await expect(clientOf(aws, acme).send(new PutEventsCommand({ Entries }))).rejects.toMatchObject(denied);
    await aws.eventBridge.settled();
    expect(sink.events()).toEqual([]);
  });

  it('stops admitting when its statement is removed', async () => {
    admitRegistrations();
    aws.eventBridge.setEventBusPolicy(bus.arn, 'AdmitRegistrations', undefined);
    await expect(putEvent(aws, acme, { EventBusName: bus.arn })).rejects.toMatchObject(denied);
  });

  it('is not enough across accounts: the caller’s own policies must allow it, too', async () => {
    admitRegistrations();
    const session = openRole(aws.kernel, acme.accountId, 'agent', {
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: `arn:aws:events:us-east-1:${acme.accountId}:event-bus/default`,
    });
    const credentials = aws.kernel.iam.keys.issue(session);
    const agent = new EventBridgeClient({ endpoint: aws.url, region: acme.region, credentials });
    const own = await agent.send(new PutEventsCommand({ Entries: [entry()] }));
    expect(own.FailedEntryCount).toBe(0);
    const Entries = [entry({ EventBusName: bus.arn })];
    await expect(agent.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject(denied);
  });
});
