import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CloudFormation } from '../cloudformation/cloudformation.ts';
import type { Template } from '../cloudformation/template/template.ts';
import { iamResources } from '../iam/resources.ts';
import { logsResources } from '../logs/resources.ts';
import { sqsResources } from '../sqs/resources.ts';
import { lambdaResources } from './resources.ts';
import type { Workbench } from './workbench.rig.ts';
import { HOME, isAlive, openWorkbench, TRUST_LAMBDA } from './workbench.rig.ts';

const SOURCE = `export const handler = async (event) => {
  if (event.Records) process.stdout.write(event.Records.map(({ body }) => body).join() + '\\n');
  return { greeting: process.env.GREETING, pid: process.pid };
};`;

let bench: Workbench;
let cloudFormation: CloudFormation;
let assets: ReadonlyMap<string, string>;
beforeAll(async () => {
  bench = await openWorkbench();
  cloudFormation = new CloudFormation({
    ...iamResources(bench.kernel.iam),
    ...logsResources(bench.logs),
    ...sqsResources(bench.sqs),
    ...lambdaResources(bench.lambda),
  });
  assets = new Map([['code.zip', bench.code({ 'index.mjs': SOURCE })]]);
});
afterAll(() => bench.close());

type Properties = Record<string, unknown>;

function template(greeting: string, permission: Properties = {}): Template {
  return {
    Resources: {
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: TRUST_LAMBDA,
          Policies: [
            {
              PolicyName: 'Permissions',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: { Effect: 'Allow', Action: ['logs:*', 'sqs:*'], Resource: '*' },
              },
            },
          ],
        },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          MemorySize: 256,
          Timeout: 10,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { GREETING: greeting } },
          LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: 'Logs' } },
          TracingConfig: { Mode: 'Active' },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Function', 'Arn'] },
          Principal: 'events.amazonaws.com',
          ...permission,
        },
      },
      Url: {
        Type: 'AWS::Lambda::Url',
        Properties: { AuthType: 'AWS_IAM', TargetFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: { Ref: 'Function' },
          EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          BatchSize: 5,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        },
      },
      Retries: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
      },
    },
    Outputs: {
      Name: { Value: { Ref: 'Function' } },
      Arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      Url: { Value: { 'Fn::GetAtt': ['Url', 'FunctionUrl'] } },
      Queue: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      Logs: { Value: { 'Fn::GetAtt': ['Logs', 'Arn'] } },
    },
  };
}

async function deploy(wanted: Template) {
  const outputs = await cloudFormation.deploy({ home: HOME, stackName: 'Stack', template: wanted, assets });
  const { Name = '', Arn = '', Url = '', Queue = '', Logs = '' } = outputs;
  return { Name, Arn, Url, Queue, Logs };
}

describe('a stack with a function', () => {
  it('runs it as the template says, changes it, and ends it', async () => {
    const { Name, Arn, Url, Queue, Logs } = await deploy(template('hello'));
    expect(Arn).toBe(`arn:aws:lambda:us-east-1:111111111111:function:${Name}`);
    expect(bench.lambda.function(Arn).configuration).toMatchObject({
      timeoutSeconds: 10,
      memoryMegabytes: 256,
      logFormat: 'JSON',
    });
    const before = (await bench.invoke(Arn)).answer as { greeting: string; pid: number };
    expect(before.greeting).toBe('hello');
    expect((await fetch(Url)).status).toBe(403);
    bench.sqs.sendMessage(bench.operator, Queue, { body: 'from the queue' });
    await expect.poll(() => bench.logs.lines(Logs)).toContain('from the queue');

    const events = { kind: 'service', service: 'events.amazonaws.com' } as const;
    const ofRule = { ...events, sourceArn: 'arn:aws:events:us-east-1:111111111111:rule/hourly' };
    const invokeAs = (caller: typeof events) =>
      bench.lambda.invoke(caller, Arn, Buffer.from('{}'), { type: 'DryRun' });
    await invokeAs(events);

    await deploy(template('good day', { SourceArn: ofRule.sourceArn }));
    expect((await bench.invoke(Arn)).answer).toMatchObject({ greeting: 'good day' });
    await invokeAs(ofRule);
    await expect(invokeAs(events)).rejects.toMatchObject({ code: 'AccessDeniedException' });

    await cloudFormation.destroy(HOME, 'Stack');
    expect(isAlive(before.pid)).toBe(false);
    expect(() => bench.lambda.function(Arn)).toThrow('Function not found');
    await expect(fetch(Url)).rejects.toThrow('fetch failed');
  });

  it('is refused when it asks for what is not simulated', async () => {
    const { Resources } = template('hello');
    const layered = { ...Resources.Function?.Properties, Layers: ['arn:aws:lambda:us-east-1:1:layer:x:1'] };
    const wanted = {
      Resources: { ...Resources, Function: { Type: 'AWS::Lambda::Function', Properties: layered } },
    };
    await expect(deploy(wanted)).rejects.toThrow('does not know its property Layers');
  });
});
