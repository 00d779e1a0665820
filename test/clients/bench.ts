import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import type { Template } from '@pinpoint-tenant-router/local-aws/templates';

const { management: ACCOUNT } = LOCAL_ACCOUNTS;

/** An AWS with what the Python clients need and cannot make by API; its outputs say the names. */
export async function startBench(): Promise<LocalAws> {
  const aws = await createLocalAws();
  const { accountId, region } = ACCOUNT;
  await aws.cloudFormation.deploy({
    home: { accountId, region },
    stackName: 'Clients',
    template: template(),
    assets: new Map(),
  });
  return aws;
}

function template(): Template {
  const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
  const trust = (principal: Readonly<Record<string, unknown>>, condition?: object) => ({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(condition !== undefined && { Condition: condition }),
    },
  });
  const policy = (name: string, action: readonly string[], resource: unknown) => ({
    PolicyName: name,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: action, Resource: resource },
    },
  });
  return {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'orders',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } },
      FifoQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders.fifo', FifoQueue: true } },
      // moto_calls.py counts on what is in it.
      ComparedQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: { QueueName: 'compared.fifo', FifoQueue: true },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'orders-111111111111' } },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'orders',
          EventPattern: { source: ['shop'] },
          State: 'ENABLED',
          Targets: [{ Id: 'queue', Arn: arn('Queue') }],
        },
      },
      QueuePolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: arn('Queue'),
            },
          },
        },
      },
      Reader: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'Reader',
          AssumeRolePolicyDocument: trust(
            { AWS: `arn:aws:iam::${ACCOUNT.accountId}:root` },
            { StringEquals: { 'sts:ExternalId': 'orders' } },
          ),
          Policies: [policy('Read', ['dynamodb:GetItem'], arn('Table'))],
        },
      },
      DeliveryRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'Delivery',
          AssumeRolePolicyDocument: trust({ Service: 'firehose.amazonaws.com' }),
          Policies: [
            policy(
              'Write',
              ['s3:PutObject', 's3:GetBucketLocation'],
              [arn('Bucket'), { 'Fn::Join': ['', [arn('Bucket'), '/*']] }],
            ),
          ],
        },
      },
      Stream: {
        Type: 'AWS::KinesisFirehose::DeliveryStream',
        Properties: {
          DeliveryStreamName: 'orders',
          ExtendedS3DestinationConfiguration: { BucketARN: arn('Bucket'), RoleARN: arn('DeliveryRole') },
        },
      },
    },
    Outputs: {
      Table: { Value: { Ref: 'Table' } },
      QueueUrl: { Value: { Ref: 'Queue' } },
      FifoQueueUrl: { Value: { Ref: 'FifoQueue' } },
      Bucket: { Value: { Ref: 'Bucket' } },
      ReaderArn: { Value: arn('Reader') },
      Stream: { Value: { Ref: 'Stream' } },
    },
  };
}
