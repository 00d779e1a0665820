import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import {
  LOCAL_ACCOUNTS,
  LOCAL_ORGANIZATION_ID,
  type LocalAccount,
} from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { REGISTRATION_DETAIL_TYPE, REGISTRATION_SOURCE } from '../../registrar/contract/names.ts';
import { createRegister } from '../../registrar/register.ts';
import { announce } from '../../tenant-agent/announcement.ts';
import { createPublish } from '../../tenant-agent/publish.ts';
import { Surroundings } from './in-memory.ts';

const { management, acme, globex } = LOCAL_ACCOUNTS;
const stranger: LocalAccount = {
  accountId: '999999999999',
  region: 'us-east-1',
  accessKeyId: 'AKIASTRANGER00000000',
  secretAccessKey: 'stranger-secret',
};
const PATTERN = { source: [REGISTRATION_SOURCE], 'detail-type': [REGISTRATION_DETAIL_TYPE] };

let aws: LocalAws;
let queueArn: string;
let busArn: string;

/** Default bus of each account → rule → the management account's bus → rule → queue. */
beforeAll(async () => {
  aws = await createLocalAws({ accounts: [...Object.values(LOCAL_ACCOUNTS), stranger] });
  const { eventBridge: events } = aws;
  const queue = { QueueName: 'registrations.fifo', FifoQueue: true, ContentBasedDeduplication: true };
  queueArn = aws.sqs.createQueue(management, queue).arn;
  busArn = events.createEventBus(management, { name: 'PinpointTenantAccountBus' }).arn;
  events.setEventBusPolicy(busArn, 'AdmitOrganization', {
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: busArn,
    Condition: {
      StringEquals: { 'aws:PrincipalOrgID': LOCAL_ORGANIZATION_ID, 'events:source': REGISTRATION_SOURCE },
    },
  });
  const target = { id: 'Queue', arn: queueArn, sqsGroupId: 'registrations' };
  const options = { name: 'ToQueue', eventPattern: PATTERN, targets: [target] };
  const toQueue = events.putRule(management, 'PinpointTenantAccountBus', options);
  aws.sqs.setQueuePolicy(queueArn, {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': toQueue.arn } },
    },
  });
  for (const account of [acme, globex, stranger]) {
    const role = aws.kernel.iam.createRole(account.accountId, {
      roleName: 'Forward',
      assumeRolePolicy: allow({ Principal: { Service: 'events.amazonaws.com' }, Action: 'sts:AssumeRole' }),
      policies: { forward: allow({ Action: 'events:PutEvents', Resource: busArn }) },
    });
    const targets = [{ id: 'Bus', arn: busArn, roleArn: role.arn }];
    events.putRule(account, 'default', { name: 'Forward', eventPattern: PATTERN, targets });
  }
});
afterAll(() => aws.stop());

let world: Surroundings;
beforeEach(() => {
  world = new Surroundings();
});

function allow(statement: object) {
  return { Version: '2012-10-17' as const, Statement: { Effect: 'Allow' as const, ...statement } };
}

function clientOf({ region, accessKeyId, secretAccessKey }: LocalAccount): EventBridgeClient {
  return new EventBridgeClient({ endpoint: aws.url, region, credentials: { accessKeyId, secretAccessKey } });
}

/** Announces as the account's agent would, perhaps in the name of another account. */
async function announceAs(account: LocalAccount, tenantId: string, claimed = account): Promise<void> {
  const { accountId, region } = claimed;
  const deliveryStreamRoleArn = `arn:aws:iam::${accountId}:role/PinpointEventDeliveryRole`;
  const publish = createPublish(clientOf(account), async () => {});
  await publish(announce('Create', tenantId, { accountId, region, deliveryStreamRoleArn }, Date.now()));
}

/** The registrar's decisions on the messages that have arrived, once there are this many. */
async function decisionsOn(count: number) {
  const bodies = await vi.waitFor(() => {
    const messages = aws.sqs.peek(queueArn);
    if (messages.length < count) throw new Error('still on their way');
    return messages.map(({ body }) => body);
  });
  const report = world.report();
  const register = createRegister({
    table: world.table(),
    partition: 'aws',
    mode: 'open',
    maxNamesPerAccount: 20,
    now: Date.now,
    report,
  })();
  const decisions = [];
  for (const body of bodies) decisions.push(await register(body));
  await drainQueue();
  return decisions;
}

async function drainQueue(): Promise<void> {
  const administrator = aws.kernel.iam.keys.find(management.accessKeyId)?.caller;
  if (administrator === undefined) throw new Error('no administrator');
  for (const { receiptHandle } of aws.sqs.receiveMessages(administrator, queueArn, { max: 10 })) {
    aws.sqs.deleteMessage(administrator, queueArn, receiptHandle);
  }
}

test('an announcement arrives with the account and Region it began in, across accounts and Regions, and is applied', async () => {
  await announceAs(acme, 'acme');
  await announceAs(globex, 'globex');
  expect(await decisionsOn(2)).toMatchObject([{ kind: 'apply' }, { kind: 'apply' }]);
  expect(world.records.get('acme')).toMatchObject({ accountId: '222222222222', region: 'us-east-1' });
  expect(world.records.get('globex')).toMatchObject({ accountId: '333333333333', region: 'eu-west-1' });
});

test('an account that claims to be another one is seen through', async () => {
  await announceAs(globex, 'acme', { ...globex, accountId: acme.accountId });
  expect(await decisionsOn(1)).toMatchObject([{ kind: 'refuse', reason: 'AccountMismatch' }]);
});

test('an account outside the organization does not get as far as the queue, by neither way', async () => {
  await announceAs(stranger, 'acme');
  const Entries = [
    { Source: REGISTRATION_SOURCE, DetailType: REGISTRATION_DETAIL_TYPE, Detail: '{}', EventBusName: busArn },
  ];
  const directly = clientOf(stranger).send(new PutEventsCommand({ Entries }));
  await expect(directly).rejects.toMatchObject({ name: 'AccessDeniedException' });

  await announceAs(acme, 'acme');
  expect(await decisionsOn(1)).toMatchObject([{ kind: 'apply' }]);
  expect(world.records.get('acme')?.accountId).toBe('222222222222');
});
