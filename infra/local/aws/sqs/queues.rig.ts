import type { QueueAttributeName } from '@aws-sdk/client-sqs';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalAccount } from '../accounts.ts';
import { LOCAL_ACCOUNTS } from '../accounts.ts';
import { administratorOf } from '../client-config.ts';
import type { RoleCaller } from '../core/caller.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import type { Statement } from '../core/policy.ts';
import type { Kernel } from '../iam/kernel.ts';
import { policy } from '../iam/policy/policies.rig.ts';
import type { LocalAws } from '../local-aws.ts';
import { createLocalAws } from '../local-aws.ts';
import type { QueueAttributes } from './settings.ts';

export const { management, acme, globex } = LOCAL_ACCOUNTS;

/** The local AWS on a clock that the test moves, with a client of the management account's administrator. */
export async function startSqs() {
  const clock = new FakeClock();
  const aws = await createLocalAws({ clock });
  return { clock, aws, sqs: clientOf(aws, management) };
}

export function clientOf(aws: LocalAws, account: LocalAccount): SQSClient {
  return new SQSClient({ ...administratorOf(aws, account), maxAttempts: 1 });
}

let made = 0;

/** A new queue of the management account. */
export function createQueue(aws: LocalAws, attributes: QueueAttributes = {}) {
  made += 1;
  const QueueName = `queue-${made}${attributes.FifoQueue === true ? '.fifo' : ''}`;
  return aws.sqs.createQueue(management, { ...attributes, QueueName });
}

export function createFifo(aws: LocalAws, attributes: QueueAttributes = {}) {
  return createQueue(aws, { FifoQueue: true, ContentBasedDeduplication: true, ...attributes });
}

/** Bodies in the order in which one receive gives them. */
export async function receiveBodies(sqs: SQSClient, QueueUrl: string, max = 10) {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: max }));
  return Messages.map(({ Body }) => Body);
}

export async function attributesOf(sqs: SQSClient, QueueUrl: string, ...names: QueueAttributeName[]) {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names }));
  return Attributes;
}

/** A session of a new role with these permissions. */
export function openRole(
  { iam, clock }: Kernel,
  accountId: string,
  roleName: string,
  ...statements: Statement[]
): RoleCaller {
  const trust: Statement = { Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' };
  const role = iam.createRole(accountId, { roleName, assumeRolePolicy: policy(trust) });
  if (statements.length > 0) iam.putRolePolicy(role.arn, 'permissions', policy(...statements));
  return iam.openSession(role, 'test', clock.now() + 3_600_000);
}
