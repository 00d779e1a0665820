import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import {
  administratorOf,
  LOCAL_ACCOUNTS,
  LOCAL_ORGANIZATION_ID,
} from '@pinpoint-tenant-router/local-aws/accounts';
import { deployAssembly } from '@pinpoint-tenant-router/local-aws/deploy';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Context } from '../../infra/context/read-context.ts';
import { assembleInto } from '../../infra/local/system/assemblies.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { functionUrlEvent, gatewayEvent } from '../router/lambda-events.ts';
import { type Endpoint, endpoint } from '../tenant-agent/endpoints.ts';

const { management, acme } = LOCAL_ACCOUNTS;
const PASSWORD = 'Abcdefg1!';

let aws: LocalAws;
let cloudFormation: Endpoint;

// The functions run as deployed: their bundles, in processes of their own, under the Lambda Runtime API.
beforeAll(async () => {
  aws = await createLocalAws();
  cloudFormation = await endpoint();
  const outputs = await deploy(
    management,
    MANAGEMENT_STACK_NAME,
    { organizationId: LOCAL_ORGANIZATION_ID, apiTempPassword: PASSWORD },
    { ApiTempPassword: PASSWORD },
  );
  await deploy(acme, TENANT_STACK_NAME, {
    tenantId: 'acme',
    managementAccountId: management.accountId,
    eventStreamingBucketName: outputs.EventBucketName,
    targetEventBusArn: outputs.EventBusArn,
    settleSeconds: '0',
  });
});
afterAll(async () => {
  await aws.stop();
  await cloudFormation.close();
});

type Account = typeof management | typeof acme;

async function deploy(
  home: Account,
  stackName: string,
  context: Context,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Readonly<Record<string, string>>> {
  const directory = await assembleInto(inject('assemblies'))(stackName, context);
  const { accountId, region } = home;
  const [stack] = await deployAssembly(aws, { directory, accountId, region, parameters });
  return stack?.outputs ?? {};
}

/** The function's answer to an event, in a process of its own. */
async function invoke(account: Account, logicalId: string, event: unknown): Promise<unknown> {
  const stack = aws.cloudFormation.stacks().find(({ home }) => home.accountId === account.accountId);
  const found = [...(stack?.resources.values() ?? [])].find(
    (resource) => resource.type === 'AWS::Lambda::Function' && resource.logicalId.startsWith(logicalId),
  );
  const { FunctionError, Payload } = await new LambdaClient(administratorOf(aws, account)).send(
    new InvokeCommand({ FunctionName: String(found?.state.attributes.Arn), Payload: JSON.stringify(event) }),
  );
  const answer = Payload?.transformToString() ?? '';
  expect(FunctionError, answer).toBeUndefined();
  return answer === '' ? undefined : JSON.parse(answer);
}

/** A request by CloudFormation; the answer goes to the test's endpoint. */
function customResourceRequest(RequestType: string, properties: object) {
  return {
    RequestType,
    ResponseURL: cloudFormation.url,
    StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/One/1',
    RequestId: 'r-1',
    LogicalResourceId: 'One',
    PhysicalResourceId: 'one',
    ResourceProperties: properties,
  };
}

describe('the deployed router', () => {
  const path = '/acme/PutResourcePolicy';

  it('answers an event of the gateway', async () => {
    const answer = await invoke(management, 'RouterFunction', gatewayEvent({ path, body: '{}' }));
    expect(answer).toMatchObject({
      statusCode: 404,
      body: expect.stringContaining('InvalidActionException'),
    });
  });

  it('loads the SDK of Amazon Pinpoint for an action that is its', async () => {
    const event = gatewayEvent({ path: '/acme/GetApp', body: '{}' });
    const answer = await invoke(management, 'RouterFunction', event);
    expect(answer).toMatchObject({
      statusCode: 400,
      body: expect.stringContaining('"path":"ApplicationId"'),
    });
  });

  it('answers an event of its function URL', async () => {
    const caller = `arn:aws:sts::${acme.accountId}:assumed-role/Notifier/one`;
    const refused = await invoke(
      management,
      'RouterFunction',
      functionUrlEvent({ path, body: '{}' }, caller),
    );
    expect(refused).toMatchObject({
      statusCode: 404,
      body: expect.stringContaining('InvalidActionException'),
    });
    const health = functionUrlEvent({ method: 'GET', path: '/healthz' }, caller);
    expect(await invoke(management, 'RouterFunction', health)).toMatchObject({ statusCode: 200 });
  });
});

describe('the deployed registrar', () => {
  it('answers a batch of its queue: it refuses a malformed event, and goes on to the reconcile message', async () => {
    const record = (messageId: string, body: string) => ({
      messageId,
      body,
      receiptHandle: messageId,
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'registrations',
        MessageDeduplicationId: messageId,
        SentTimestamp: '1795462200000',
        SenderId: 'AIDAIENQZJOLO23YVJ4VO',
        ApproximateFirstReceiveTimestamp: '1795462200001',
      },
      messageAttributes: {},
      md5OfBody: '0'.repeat(32),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:111111111111:one.fifo',
      awsRegion: 'us-east-1',
    });
    const Records = [record('m-1', 'no event'), record('m-2', '{"reconcile":"operator"}')];
    expect(await invoke(management, 'RegistrationRegistrar', { Records })).toEqual({ batchItemFailures: [] });
  });
});

describe('the deployed custom resources', () => {
  const answered = () => cloudFormation.received.pop()?.body;

  it('answer CloudFormation for the base policy', async () => {
    await invoke(management, 'RegistrationBasePolicy', customResourceRequest('Update', {}));
    expect(answered()).toMatchObject({ Status: 'SUCCESS' });
  });

  it('answer CloudFormation for the tenant, and its schedule', async () => {
    await invoke(acme, 'AgentFunction', customResourceRequest('Update', { tenantId: 'acme' }));
    expect(answered()).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'tenant-registration/acme' });
    await invoke(acme, 'AgentFunction', { announce: 'acme' });
  });

  it('gave the admin the temporary password of the parameter, and kept it out of the log', async () => {
    const stack = aws.cloudFormation.stacks().find(({ name }) => name === MANAGEMENT_STACK_NAME);
    const pool = aws.cognito.userPool(stack?.outputs.UserPoolId ?? '');
    expect(pool.user('admin').password).toBe(PASSWORD);
    const groups = [...(stack?.resources.values() ?? [])].filter(
      ({ type }) => type === 'AWS::Logs::LogGroup',
    );
    const lines = groups.flatMap(({ state }) =>
      aws.logs.lines(String(state.attributes.Arn).replace(/:\*$/, '')),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join('\n')).not.toContain(PASSWORD);
  });

  it('say FAILED for a password that the pool refuses, without repeating it', async () => {
    const stack = aws.cloudFormation.stacks().find(({ name }) => name === MANAGEMENT_STACK_NAME);
    const properties = {
      userPoolId: stack?.outputs.UserPoolId,
      username: 'admin',
      temporaryPassword: 'weak',
    };
    await invoke(management, 'AdminUserSetPassword', customResourceRequest('Update', properties));
    const answer = answered();
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('InvalidPasswordException'),
    });
    expect(JSON.stringify(answer)).not.toContain('weak');
  });
});
