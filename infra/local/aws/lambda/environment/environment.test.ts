import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from '../workbench.rig.ts';
import { HOME, isAlive, logLinesOf, openWorkbench, TRUST_LAMBDA } from '../workbench.rig.ts';
import { RuntimeApi } from './runtime-api.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.close());

const TELL_ENVIRONMENT = 'export const handler = async () => process.env;';

describe('the environment of a function', () => {
  it("holds the template's variables, Lambda's own, and nothing of the machine's", async () => {
    process.env.OF_THE_MACHINE = 'secret';
    const arn = await bench.createFunction(TELL_ENVIRONMENT, {
      functionName: 'told',
      environment: { TENANTS_TABLE: 'tenants' },
    });
    delete process.env.OF_THE_MACHINE;
    const { answer } = await bench.invoke(arn);
    expect(answer).toEqual({
      TENANTS_TABLE: 'tenants',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
      ),
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      AWS_SESSION_TOKEN: expect.any(String),
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: bench.kernel.endpoint.url,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'told',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'Text',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/told',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_LAMBDA_RUNTIME_API: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      LAMBDA_TASK_ROOT: expect.any(String),
      LANG: 'en_US.UTF-8',
      PATH: expect.any(String),
      TZ: ':UTC',
    });
  });

  it('refuses variables that are reserved for Lambda', async () => {
    const created = bench.createFunction(TELL_ENVIRONMENT, { environment: { AWS_REGION: 'eu-west-1' } });
    await expect(created).rejects.toThrow('Reserved keys used in this request: AWS_REGION');
  });

  it("carries credentials of the role's session, with the role's permissions", async () => {
    const roleArn = bench.role('Lister', { Effect: 'Allow', Action: 'lambda:ListFunctions', Resource: '*' });
    const permitted = await bench.createFunction(TELL_ENVIRONMENT, { functionName: 'lister', roleArn });
    const refused = await bench.createFunction(TELL_ENVIRONMENT);
    const list = async (arn: string) => {
      const { answer } = await bench.invoke(arn);
      return await clientOf(answer as Record<string, string>).send(new ListFunctionsCommand());
    };
    expect((await list(permitted)).Functions?.map(({ FunctionName }) => FunctionName)).toContain('lister');
    await expect(list(refused)).rejects.toThrow('is not authorized to perform: lambda:ListFunctions');
    expect(bench.kernel.calls.matching({ operation: 'ListFunctions' })[0]?.callerArn).toBe(
      'arn:aws:sts::111111111111:assumed-role/Lister/lister',
    );
  });

  it('needs a role that Lambda may assume', async () => {
    const { arn: roleArn } = bench.kernel.iam.createRole(HOME.accountId, {
      roleName: 'OfEvents',
      assumeRolePolicy: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      },
    });
    const created = bench.createFunction(TELL_ENVIRONMENT, { functionName: 'unassumed', roleArn });
    await expect(created).rejects.toThrow('The role defined for the function cannot be assumed by Lambda.');
    expect(() => bench.lambda.function('arn:aws:lambda:us-east-1:111111111111:function:unassumed')).toThrow(
      'Function not found',
    );
  });
});

describe('the output of a function', () => {
  const TALK = `export const handler = async () => {
    console.log('a line', { of: 'text' });
    console.error('trouble');
    process.stdout.write('{"raw":true}\\n');
    return 1;
  };`;

  it('goes to its log group, between the lines of Lambda', async () => {
    const arn = await bench.createFunction(TALK);
    await bench.invoke(arn);
    const prefix = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z\t[0-9a-f-]{36}\t`;
    expect(logLinesOf(bench, arn)).toEqual([
      expect.stringMatching(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/),
      expect.stringMatching(new RegExp(`^${prefix}INFO\ta line { of: 'text' }$`)),
      expect.stringMatching(new RegExp(`^${prefix}ERROR\ttrouble$`)),
      '{"raw":true}',
      expect.stringMatching(/^END RequestId: /),
      expect.stringMatching(/^REPORT RequestId: .*Memory Size: 128 MB$/),
    ]);
  });

  it('nests console lines in JSON when the log format says so, and leaves raw lines alone', async () => {
    const arn = await bench.createFunction(TALK, { logFormat: 'JSON' });
    await bench.invoke(arn);
    const lines = logLinesOf(bench, arn).map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toEqual([
      { time: expect.any(String), type: 'platform.start', record: expect.anything() },
      {
        timestamp: expect.any(String),
        level: 'INFO',
        requestId: expect.any(String),
        message: "a line { of: 'text' }",
      },
      { timestamp: expect.any(String), level: 'ERROR', requestId: expect.any(String), message: 'trouble' },
      { raw: true },
      {
        time: expect.any(String),
        type: 'platform.report',
        record: expect.objectContaining({ status: 'success' }),
      },
    ]);
  });

  it('is lost, and nothing else, when the role may not write it', async () => {
    const { arn: roleArn } = bench.kernel.iam.createRole(HOME.accountId, {
      roleName: 'Mute',
      assumeRolePolicy: TRUST_LAMBDA,
    });
    const arn = await bench.createFunction(TALK, { functionName: 'mute', roleArn });
    expect(await bench.invoke(arn)).toEqual({ answer: 1 });
    expect(logLinesOf(bench, arn)).toEqual([]);
    expect(bench.said.filter((line) => line.includes('mute writes no logs'))).toHaveLength(1);
  });
});

it('leaves no process behind when the local AWS is killed', async () => {
  const bootstrap = fileURLToPath(new URL('./runtime/bootstrap.mjs', import.meta.url));
  let onReady = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const api = new RuntimeApi({ onReady, onResponse() {}, onError() {}, onInitError() {} });
  const environment = {
    AWS_LAMBDA_RUNTIME_API: await api.listen(),
    LAMBDA_TASK_ROOT: bench.code({
      'index.mjs': 'setInterval(() => {}, 1000); export const handler = () => {};',
    }),
    _HANDLER: 'index.handler',
  };
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `const { spawn } = require('node:child_process');
       const env = ${JSON.stringify(environment)};
       console.log(spawn(process.execPath, [${JSON.stringify(bootstrap)}], { env, stdio: 'pipe' }).pid);
       setInterval(() => {}, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [pid] = (await once(parent.stdout, 'data')).map(Number);
  await ready;
  expect(isAlive(pid ?? 0)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid ?? 0)).toBe(false);
  api.close();
});

function clientOf(variables: Readonly<Record<string, string>>): LambdaClient {
  return new LambdaClient({
    endpoint: variables.AWS_ENDPOINT_URL ?? '',
    region: variables.AWS_REGION ?? '',
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY ?? '',
      sessionToken: variables.AWS_SESSION_TOKEN ?? '',
    },
  });
}
