import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type DeployOptions, deploy } from './deploy.ts';
import { parseAccount } from './start.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const ANYWHERE = 'aws://unknown-account/unknown-region';

let directory: string;
let running: ChildProcess;
let said = '';
let url: string;

/** The output of `cdk synth` for two stacks. The manifest lists the dependent stack first. */
function writeAssembly(name: string, environment: string): string {
  const assembly = join(directory, name);
  mkdirSync(join(assembly, 'asset.1'), { recursive: true });
  const write = (file: string, content: unknown) =>
    writeFileSync(join(assembly, file), JSON.stringify(content));
  writeFileSync(join(assembly, 'asset.1/index.js'), 'exports.handler = async () => "hello";');
  const stack = (id: string, ...dependencies: readonly string[]) => ({
    type: 'aws:cloudformation:stack',
    environment,
    properties: { templateFile: `${id}.template.json` },
    dependencies,
  });
  write('manifest.json', {
    version: '55.0.0',
    artifacts: {
      Greeter: stack('Greeter', 'Queues', 'Greeter.assets'),
      'Greeter.assets': { type: 'cdk:asset-manifest', properties: { file: 'Greeter.assets.json' } },
      Queues: stack('Queues'),
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('Greeter.assets.json', {
    files: {
      1: { source: { path: 'asset.1' }, destinations: { here: { bucketName: 'b', objectKey: '1.zip' } } },
    },
  });
  write('Queues.template.json', {
    Parameters: { Name: { Type: 'String', Default: 'orders' } },
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } },
      Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
    },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
  });
  const trust = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
  };
  write('Greeter.template.json', {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
      Greeter: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: 'b', S3Key: '1.zip' },
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs24.x',
        },
      },
    },
  });
  return assembly;
}

/** The output of the command. */
async function deployed(assembly: string, options: Omit<DeployOptions, 'port'> = {}): Promise<string> {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await deploy(assembly, { ...options, port: Number(new URL(url).port) });
    return printed.mock.calls.flat().join('\n');
  } finally {
    printed.mockRestore();
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'local-aws-cli-'));
  const args = ['--account', '222222222222:eu-west-1', '--account', '444444444444', '--port', '0'];
  running = spawn(process.execPath, [
    '--import',
    'tsx',
    MAIN,
    ...args,
    '--api-port',
    '0',
    '--function-url-port',
    '0',
  ]);
  running.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  await vi.waitFor(() => expect(said).toContain('Press Ctrl-C'), { timeout: 50_000, interval: 50 });
  url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
});
afterAll(() => {
  running.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

function credentialsOf(accountId: string) {
  const [, accessKeyId = '', secretAccessKey = ''] =
    new RegExp(`${accountId}  \\S+ +(\\S+)  (\\S+)`).exec(said) ?? [];
  return { accessKeyId, secretAccessKey };
}

describe('npm run local-aws', () => {
  it('prints keys that are those of its accounts', async () => {
    for (const accountId of ['222222222222', '444444444444']) {
      const sts = new STSClient({
        endpoint: url,
        region: 'eu-west-1',
        credentials: credentialsOf(accountId),
      });
      expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: accountId });
    }
  });

  it('deploys each stack of an assembly into its environment, after its dependencies', async () => {
    const assembly = writeAssembly('pinned', 'aws://444444444444/ap-south-1');
    expect(await deployed(assembly, { parameter: ['Name=bills'] })).toBe(
      'Queues is deployed in 444444444444 (ap-south-1).\n' +
        '  Arn = arn:aws:sqs:ap-south-1:444444444444:bills\n' +
        'Greeter is deployed in 444444444444 (ap-south-1).',
    );
    const sqs = new SQSClient({
      endpoint: url,
      region: 'ap-south-1',
      credentials: credentialsOf('444444444444'),
    });
    expect(await sqs.send(new GetQueueUrlCommand({ QueueName: 'bills' }))).toHaveProperty('QueueUrl');
  });

  it('deploys an assembly without an environment where the options say, and one of its stacks', async () => {
    const assembly = writeAssembly('anywhere', ANYWHERE);
    await expect(deployed(assembly)).rejects.toThrow(
      'Queues has no account; give one of 222222222222, 444444444444.',
    );
    expect(await deployed(assembly, { account: '222222222222', stack: 'Queues' })).toBe(
      'Queues is deployed in 222222222222 (eu-west-1).\n  Arn = arn:aws:sqs:eu-west-1:222222222222:orders',
    );
  });

  it('says what is wrong with an assembly, an account or a port', async () => {
    await expect(deployed(directory)).rejects.toThrow(
      `${directory} is not a cloud assembly, which cdk synth writes.`,
    );
    expect(() => parseAccount('acme')).toThrow('--account acme must be an account id of 12 digits');
    const refused = promisify(execFile)(process.execPath, ['--import', 'tsx', MAIN, '--port', '66000']);
    await expect(refused).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'66000' is invalid. It must be a whole number from 0 to 65535."),
    });
  });

  it('refuses a deployment from a web page', async () => {
    const body = JSON.stringify({ directory });
    const headers = { 'content-type': 'text/plain' };
    const response = await fetch(`${url}/_local/deployments`, { method: 'POST', headers, body });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { message: 'The content type must be application/json.' },
    });
  });

  it('ends with Ctrl-C', async () => {
    running.kill('SIGINT');
    expect(await once(running, 'exit')).toEqual([130, null]);
  });
});
