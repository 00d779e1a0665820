import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { LocalAccount } from '../accounts.ts';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf } from '../client-config.ts';
import type { Home } from '../core/caller.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import type { Statement } from '../core/policy.ts';
import { policy } from '../iam/policy/policies.rig.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';
import type { QueueAttributes } from '../sqs/settings.ts';
import type { EventEnvelope } from './event.ts';
import type { RuleOptions, RuleTarget } from './rules/rule.ts';

export const { management, acme, globex } = LOCAL_ACCOUNTS;

/** An account outside the organization. */
export const stranger = {
  accountId: '999999999999',
  region: 'us-east-1',
  accessKeyId: 'AKIALOCALSTRANGER000',
  secretAccessKey: 'local-stranger-secret',
} satisfies LocalAccount;

/** The local AWS with a stranger's account, on a clock that the test moves; `lines` is what it logged. */
export async function startEvents() {
  const clock = new FakeClock();
  const lines: string[] = [];
  const accounts = [management, acme, globex, stranger];
  const aws = await createLocalAws({ clock, accounts, log: (line) => lines.push(line) });
  return { aws, clock, lines };
}

export function clientOf(aws: LocalAws, account: LocalAccount): EventBridgeClient {
  return new EventBridgeClient({ ...administratorOf(aws, account), maxAttempts: 1 });
}

/** An event that EventBridge accepts. */
export function entry(changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry {
  return {
    Source: 'TenantRegistration',
    DetailType: 'Pinpoint Tenant Registration',
    Detail: JSON.stringify({ tenantId: 'acme' }),
    ...changes,
  };
}

/** Puts one event as an account's administrator and waits until it is delivered, as far as it can be now. */
export async function putEvent(
  aws: LocalAws,
  account: LocalAccount,
  changes: Partial<PutEventsRequestEntry> = {},
) {
  const { Entries: [result] = [] } = await clientOf(aws, account).send(
    new PutEventsCommand({ Entries: [entry(changes)] }),
  );
  await aws.eventBridge.settled();
  return result;
}

let made = 0;

/** A queue that EventBridge may send to. */
export function createSink(aws: LocalAws, { accountId, region }: Home, attributes: QueueAttributes = {}) {
  made += 1;
  const QueueName = `sink-${made}${attributes.FifoQueue === true ? '.fifo' : ''}`;
  const { arn } = aws.sqs.createQueue({ accountId, region }, { ...attributes, QueueName });
  const Principal = { Service: 'events.amazonaws.com' };
  aws.sqs.setQueuePolicy(
    arn,
    policy({ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: arn }),
  );
  return {
    arn,
    /** The events that have arrived. */
    events: () => aws.sqs.peek(arn).map(({ body }) => JSON.parse(body) as EventEnvelope),
    messages: () => aws.sqs.peek(arn),
  };
}

/** A rule of the default bus for everything that tests put, unless it says otherwise. */
export function putRule(
  aws: LocalAws,
  home: Home,
  target: Omit<RuleTarget, 'id'>,
  options: Partial<RuleOptions> & { readonly busName?: string } = {},
) {
  made += 1;
  const { busName = 'default', ...changes } = options;
  return aws.eventBridge.putRule({ accountId: home.accountId, region: home.region }, busName, {
    name: `rule-${made}`,
    eventPattern: { source: [{ prefix: 'Tenant' }] },
    targets: [{ id: 'target', ...target }],
    ...changes,
  });
}

/** A role that EventBridge may assume; returns its ARN. */
export function createRuleRole(
  aws: LocalAws,
  accountId: string,
  ...statements: readonly Statement[]
): string {
  made += 1;
  const { arn } = aws.kernel.iam.createRole(accountId, {
    roleName: `rule-role-${made}`,
    assumeRolePolicy: policy({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    }),
  });
  if (statements.length > 0) aws.kernel.iam.putRolePolicy(arn, 'permissions', policy(...statements));
  return arn;
}

/** Takes all rules away, so that a test's rules do not see the next test's events. */
export function clearRules(aws: LocalAws): void {
  for (const { accountId, region } of [management, acme, globex, stranger])
    for (const bus of aws.eventBridge.eventBusesOf({ accountId, region }))
      for (const { name } of bus.rules.values()) aws.eventBridge.deleteRule(bus.home, bus.name, name);
}
