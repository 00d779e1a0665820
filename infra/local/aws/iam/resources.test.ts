import { beforeEach, describe, expect, it } from 'vitest';
import { CloudFormation } from '../cloudformation/cloudformation.ts';
import type { Template } from '../cloudformation/template/template.ts';
import { FakeClock } from '../core/clock/fake-clock.ts';
import { Iam } from './iam.ts';
import { iamResources } from './resources.ts';

const home = { accountId: '111111111111', region: 'us-east-1' };
const BASIC_EXECUTION = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
let iam: Iam;
let cloudFormation: CloudFormation;

beforeEach(() => {
  iam = new Iam(new FakeClock(0));
  iam.addAccount(home.accountId);
  cloudFormation = new CloudFormation(iamResources(iam));
});

function allow(action: string) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] };
}

function template(role: object, defaultPolicy?: object): Template {
  const AssumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ],
  };
  return {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, ...role } },
      ...(defaultPolicy && {
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: { PolicyName: 'Default', Roles: [{ Ref: 'Role' }], PolicyDocument: defaultPolicy },
        },
      }),
    },
    Outputs: { Name: { Value: { Ref: 'Role' } }, Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
  };
}

function deploy(stack: Template) {
  return cloudFormation.deploy({ home, stackName: 'S', template: stack, assets: new Map() });
}

function may(arn: string, action: string): boolean {
  const caller = iam.assumeRoleAsService('lambda.amazonaws.com', arn);
  return iam.evaluate({ caller, action, resource: '*', resourceAccountId: home.accountId }).allowed;
}

describe('AWS::IAM::Role', () => {
  it('is a role with its trust, its inline policies and the managed policy it lists', async () => {
    const { Name, Arn = '' } = await deploy(
      template({
        RoleName: 'Function',
        Policies: [{ PolicyName: 'Own', PolicyDocument: allow('s3:GetObject') }],
        ManagedPolicyArns: [BASIC_EXECUTION],
      }),
    );
    expect([Name, Arn]).toEqual(['Function', `arn:aws:iam::${home.accountId}:role/Function`]);
    expect(['s3:GetObject', 'logs:PutLogEvents', 's3:PutObject'].map((action) => may(Arn, action))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('gains and loses inline policies with an update, and keeps those that others attached', async () => {
    const policies = (action: string, name: string) => ({
      RoleName: 'Function',
      Policies: [{ PolicyName: name, PolicyDocument: allow(action) }],
    });
    const { Arn = '' } = await deploy(template(policies('s3:GetObject', 'A'), allow('sqs:SendMessage')));
    await deploy(template(policies('s3:PutObject', 'B'), allow('sqs:SendMessage')));
    const actions = ['s3:GetObject', 's3:PutObject', 'sqs:SendMessage'];
    expect(actions.map((action) => may(Arn, action))).toEqual([false, true, true]);
  });

  it('refuses a managed policy whose content it does not have', async () => {
    const role = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonS3FullAccess'] };
    await expect(deploy(template(role))).rejects.toThrow('does not simulate the managed policy');
  });

  it('refuses a malformed policy', async () => {
    const role = { Policies: [{ PolicyName: 'Own', PolicyDocument: { Statement: [{ Effect: 'Allow' }] } }] };
    await expect(deploy(template(role))).rejects.toThrow('Policy statement must contain actions');
  });
});

describe('AWS::IAM::Policy', () => {
  it('is attached, changed, and gone when the template no longer has it', async () => {
    const role = { RoleName: 'Function' };
    const { Arn = '' } = await deploy(template(role, allow('sqs:SendMessage')));
    expect(may(Arn, 'sqs:SendMessage')).toBe(true);
    await deploy(template(role, allow('sqs:ReceiveMessage')));
    expect([may(Arn, 'sqs:SendMessage'), may(Arn, 'sqs:ReceiveMessage')]).toEqual([false, true]);
    await deploy(template(role));
    expect(may(Arn, 'sqs:ReceiveMessage')).toBe(false);
  });
});
