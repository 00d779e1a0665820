import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalAws } from '../local-aws.ts';
import { acme, attributesOf, clientOf, management, receiveBodies, startSqs } from './queues.rig.ts';

let aws: LocalAws;
let sqs: SQSClient;

beforeAll(async () => {
  ({ aws, sqs } = await startSqs());
});
afterAll(() => aws.stop());

const GRANT = {
  Effect: 'Allow',
  Principal: { AWS: acme.accountId },
  Action: 'sqs:SendMessage',
  Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
};

function template(queue: object, policy: object = {}) {
  return {
    Resources: {
      Dead: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          FifoQueue: true,
          ContentBasedDeduplication: true,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
          ...queue,
        },
      },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: { Version: '2012-10-17', Statement: [{ ...GRANT, ...policy }] },
        },
      },
    },
    Outputs: {
      Url: { Value: { Ref: 'Queue' } },
      Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      Name: { Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } },
    },
  };
}

function deploy(stackName: string, stack: ReturnType<typeof template>) {
  const home = { accountId: management.accountId, region: management.region };
  return aws.cloudFormation.deploy({ home, stackName, template: stack, assets: new Map() });
}

describe('AWS::SQS::Queue and AWS::SQS::QueuePolicy', () => {
  it('make a queue that works, under a generated name that ends as FIFO queues must', async () => {
    const { Url = '', Arn = '', Name = '' } = await deploy('made', template({}));
    expect(Name).toMatch(/^made-Queue-.*\.fifo$/);
    expect(Arn).toBe(`arn:aws:sqs:us-east-1:${management.accountId}:${Name}`);
    const message = { QueueUrl: Url, MessageBody: 'm', MessageGroupId: 'g' };
    await clientOf(aws, acme).send(new SendMessageCommand(message));
    expect(await receiveBodies(sqs, Url)).toEqual(['m']);
  });

  it('change settings and policy in place, and delete both with the stack', async () => {
    const { Url = '' } = await deploy('changed', template({ VisibilityTimeout: 60 }));
    const { Url: same } = await deploy(
      'changed',
      template({ VisibilityTimeout: 90 }, { Action: 'sqs:DeleteMessage' }),
    );
    expect(same).toBe(Url);
    expect(await attributesOf(sqs, Url, 'VisibilityTimeout')).toEqual({ VisibilityTimeout: '90' });
    const message = new SendMessageCommand({ QueueUrl: Url, MessageBody: 'm', MessageGroupId: 'g' });
    await expect(clientOf(aws, acme).send(message)).rejects.toMatchObject({ Code: 'AccessDenied' });
    await aws.cloudFormation.destroy(management, 'changed');
    await expect(attributesOf(sqs, Url, 'All')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('refuse settings that SQS refuses', async () => {
    await expect(deploy('refused', template({ VisibilityTimeout: 43_201 }))).rejects.toThrow(
      'VisibilityTimeout',
    );
    await expect(deploy('refused', template({ FifoQueue: false }))).rejects.toThrow(
      'ContentBasedDeduplication',
    );
  });
});
