import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceCaller } from '../core/caller.ts';
import { policy } from '../iam/policy/policies.rig.ts';
import type { LocalAws } from '../local-aws.ts';
import { acme, clientOf, createQueue, management, openRole, startSqs } from './queues.rig.ts';

let aws: LocalAws;

beforeAll(async () => {
  ({ aws } = await startSqs());
});
afterAll(() => aws.stop());

const RULE = `arn:aws:events:us-east-1:${management.accountId}:rule/bus/rule`;

function asRule(sourceArn: string): ServiceCaller {
  return { kind: 'service', service: 'events.amazonaws.com', sourceAccount: management.accountId, sourceArn };
}

describe('a queue', () => {
  it('answers a role for the actions that its policies allow, on the queues that they name', async () => {
    const queue = createQueue(aws);
    const other = createQueue(aws);
    const session = openRole(aws.kernel, management.accountId, 'sender', {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: queue.arn,
    });
    const credentials = aws.kernel.iam.keys.issue(session);
    const sqs = new SQSClient({ endpoint: aws.url, region: management.region, credentials });
    const message = { QueueUrl: queue.url, MessageBody: 'm' };
    await sqs.send(new SendMessageCommand(message));
    const denied = {
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    };
    await expect(sqs.send(new SendMessageCommand({ ...message, QueueUrl: other.url }))).rejects.toMatchObject(
      denied,
    );
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }))).rejects.toMatchObject(denied);
    await expect(sqs.send(new GetQueueAttributesCommand({ QueueUrl: queue.url }))).rejects.toMatchObject(
      denied,
    );
    await expect(sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject(denied);
    expect(aws.sqs.peek(queue.arn)).toHaveLength(1);
  });

  it('admits another account only by its policy', async () => {
    const queue = createQueue(aws);
    const foreigner = clientOf(aws, acme);
    const send = () => foreigner.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'm' }));
    await expect(send()).rejects.toMatchObject({ Code: 'AccessDenied' });
    aws.sqs.setQueuePolicy(
      queue.arn,
      policy({
        Effect: 'Allow',
        Principal: { AWS: acme.accountId },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
      }),
    );
    await send();
    expect(aws.sqs.peek(queue.arn)).toHaveLength(1);
  });

  it('takes messages of EventBridge for the rule that its policy names, and of no other', () => {
    const queue = createQueue(aws);
    aws.sqs.setQueuePolicy(
      queue.arn,
      policy({
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queue.arn,
        Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
      }),
    );
    aws.sqs.sendMessage(asRule(RULE), queue.arn, { body: 'm' });
    expect(() => aws.sqs.sendMessage(asRule(`${RULE}2`), queue.arn, { body: 'm' })).toThrow('not authorized');
    expect(aws.sqs.peek(queue.arn)).toHaveLength(1);
  });

  it('obeys a Deny in its policy, whatever else allows', () => {
    const queue = createQueue(aws);
    const everything = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' } as const;
    const session = openRole(aws.kernel, management.accountId, 'powerful', everything);
    aws.sqs.setQueuePolicy(
      queue.arn,
      policy({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: queue.arn }),
    );
    expect(() => aws.sqs.sendMessage(session, queue.arn, { body: 'm' })).toThrow('explicit deny');
    aws.sqs.setQueuePolicy(queue.arn, undefined);
    aws.sqs.sendMessage(session, queue.arn, { body: 'm' });
    expect(aws.sqs.peek(queue.arn)).toMatchObject([{ senderId: `${session.roleId}:test` }]);
  });

  it('refuses a policy that names a role which does not exist', () => {
    const queue = createQueue(aws);
    const AWS = `arn:aws:iam::${management.accountId}:role/nobody`;
    const grant = policy({ Effect: 'Allow', Principal: { AWS }, Action: 'sqs:*', Resource: queue.arn });
    expect(() => aws.sqs.setQueuePolicy(queue.arn, grant)).toThrow('Invalid principal');
  });
});
