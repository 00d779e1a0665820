import { expect, it } from 'vitest';
import { CloudFormation } from '../cloudformation/cloudformation.ts';
import { Firehose } from '../firehose/firehose.ts';
import { createKernel } from '../iam/kernel.ts';
import { Logs } from '../logs/logs.ts';
import { S3 } from '../s3/s3.ts';
import { snsResources } from './resources.ts';
import { Sns } from './sns.ts';

const HOME = { accountId: '111111111111', region: 'us-east-1' };

function createSns(): Sns {
  const kernel = createKernel();
  return new Sns(kernel, new Firehose(kernel, new S3(kernel), new Logs(kernel)));
}

function deploy(topic: unknown, principal: unknown) {
  const cloudFormation = new CloudFormation(snsResources(createSns()));
  const statement = {
    Effect: 'Allow',
    Principal: principal,
    Action: 'sns:Publish',
    Resource: { Ref: 'Alarms' },
  };
  const template = {
    Resources: {
      Alarms: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'Alarms' } },
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [topic],
          PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
        },
      },
    },
    Outputs: {
      Arn: { Value: { Ref: 'Alarms' } },
      Name: { Value: { 'Fn::GetAtt': ['Alarms', 'TopicName'] } },
    },
  };
  return cloudFormation.deploy({ home: HOME, stackName: 'Stack', template, assets: new Map() });
}

const CLOUDWATCH = { Service: 'cloudwatch.amazonaws.com' };

it('gives a topic an ARN that ends in its name', async () => {
  const { Arn, Name } = await deploy({ Ref: 'Alarms' }, CLOUDWATCH);
  expect(Arn).toBe(`arn:aws:sns:us-east-1:111111111111:${Name}`);
});

it('refuses a policy for a topic that does not exist', async () => {
  await expect(deploy('arn:aws:sns:us-east-1:111111111111:Other', CLOUDWATCH)).rejects.toThrow(
    'Topic does not exist',
  );
});

it('refuses a policy that names a role that does not exist', async () => {
  const role = { AWS: 'arn:aws:iam::111111111111:role/Gone' };
  await expect(deploy({ Ref: 'Alarms' }, role)).rejects.toThrow('Invalid principal');
});
