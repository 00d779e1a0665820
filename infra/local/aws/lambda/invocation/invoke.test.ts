import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../core/caller.ts';
import type { PermissionOptions } from '../function-policy.ts';
import type { Workbench } from '../workbench.rig.ts';
import { ADMINISTRATOR, HOME, OTHER_ACCOUNT, openWorkbench } from '../workbench.rig.ts';

let bench: Workbench;
let client: LambdaClient;
let echo: string;
beforeAll(async () => {
  bench = await openWorkbench();
  client = new LambdaClient({
    endpoint: bench.kernel.endpoint.url,
    region: HOME.region,
    credentials: { accessKeyId: 'AKIALOCALMANAGEMENT0', secretAccessKey: 'local-management-secret' },
  });
  echo = await bench.createFunction(
    `export const handler = async (event) => {
      if (event.fail) throw new Error(event.fail);
      return event;
    };`,
    { functionName: 'echo' },
  );
});
afterAll(async () => {
  client.destroy();
  await bench.close();
});

describe('the Lambda API', () => {
  it.each(['echo', '111111111111:function:echo', 'arn:aws:lambda:us-east-1:111111111111:function:echo'])(
    'invokes %s and gives its answer',
    async (FunctionName) => {
      const { StatusCode, Payload, FunctionError, ExecutedVersion } = await client.send(
        new InvokeCommand({ FunctionName, Payload: '{"tenant":"acme"}' }),
      );
      expect({ StatusCode, FunctionError, ExecutedVersion }).toEqual({
        StatusCode: 200,
        FunctionError: undefined,
        ExecutedVersion: '$LATEST',
      });
      expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({ tenant: 'acme' });
    },
  );

  it("gives a function's failure as an answer", async () => {
    const { StatusCode, FunctionError, Payload } = await client.send(
      new InvokeCommand({ FunctionName: 'echo', Payload: '{"fail":"no"}' }),
    );
    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(Payload?.transformToString()).toContain('"errorMessage":"no"');
  });

  it('answers at once for an event, and not at all for a dry run', async () => {
    const event = await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'Event' }));
    const dryRun = await client.send(new InvokeCommand({ FunctionName: 'echo', InvocationType: 'DryRun' }));
    expect([event.StatusCode, dryRun.StatusCode]).toEqual([202, 204]);
  });

  it('refuses events that are too large, or no JSON', async () => {
    const invoke = (Payload: string, InvocationType?: 'Event') =>
      client.send(
        new InvokeCommand({ FunctionName: 'echo', Payload, ...(InvocationType && { InvocationType }) }),
      );
    await expect(invoke(`"${'x'.repeat(6_291_456)}"`)).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    await expect(invoke(`"${'x'.repeat(1_048_576)}"`, 'Event')).rejects.toThrow('too large for the Event');
    await expect(invoke('{')).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  it('does not know functions of other names', async () => {
    const unknown = client.send(new InvokeCommand({ FunctionName: 'nobody' }));
    await expect(unknown).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:111111111111:function:nobody',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('describes functions', async () => {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'echo' }));
    expect(Configuration).toMatchObject({
      FunctionArn: echo,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 3,
      State: 'Active',
    });
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'echo' }))).toMatchObject(
      Configuration ?? {},
    );
    const { Functions } = await client.send(new ListFunctionsCommand());
    expect(Functions?.map(({ FunctionArn }) => FunctionArn)).toEqual([echo]);
  });

  it('shows the policy of a function that has one', async () => {
    const getPolicy = () => client.send(new GetPolicyCommand({ FunctionName: 'echo' }));
    await expect(getPolicy()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    bench.lambda.addPermission(echo, 'gateway', {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: 'arn:aws:execute-api:us-east-1:111111111111:api/*',
    });
    const { Policy } = await getPolicy();
    bench.lambda.removePermission(echo, 'gateway');
    expect(JSON.parse(Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'gateway',
          Effect: 'Allow',
          Principal: { Service: 'apigateway.amazonaws.com' },
          Action: 'lambda:InvokeFunction',
          Resource: echo,
          Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:execute-api:us-east-1:111111111111:api/*' } },
        },
      ],
    });
  });

  it('says what it does not simulate', async () => {
    const update = client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Timeout: 9 }));
    await expect(update).rejects.toMatchObject({ name: 'NotSimulatedException' });
  });
});

describe('who may invoke', () => {
  const gateway = (api: string): Caller => ({
    kind: 'service',
    service: 'apigateway.amazonaws.com',
    sourceAccount: HOME.accountId,
    sourceArn: `arn:aws:execute-api:us-east-1:111111111111:${api}/prod/POST/{tenantId}/{action}`,
  });

  /** A session in another account, which allows it everything. */
  function stranger(roleName: string): Caller {
    const { iam } = bench.kernel;
    const role = iam.createRole(OTHER_ACCOUNT, {
      roleName,
      assumeRolePolicy: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: OTHER_ACCOUNT }, Action: 'sts:AssumeRole' },
      },
      policies: { All: ADMINISTRATOR },
    });
    return iam.openSession(role, 'session', bench.clock.now() + 3_600_000);
  }

  async function outcome(caller: Caller, permission?: Omit<PermissionOptions, 'action'>): Promise<string> {
    if (permission !== undefined)
      bench.lambda.addPermission(echo, 'test', { action: 'lambda:InvokeFunction', ...permission });
    try {
      await bench.lambda.invoke(caller, echo, Buffer.from('{}'), { type: 'DryRun' });
      return 'invoked';
    } catch (error) {
      return (error as Error).name;
    } finally {
      bench.lambda.removePermission(echo, 'test');
    }
  }

  it('admits a service only by the policy, for the source that it names', async () => {
    const permission = {
      principal: 'apigateway.amazonaws.com',
      sourceArn: 'arn:aws:execute-api:us-east-1:111111111111:ours/prod/POST/*/*',
    };
    expect(await outcome(gateway('ours'))).toBe('AccessDeniedException');
    expect(await outcome(gateway('ours'), permission)).toBe('invoked');
    expect(await outcome(gateway('theirs'), permission)).toBe('AccessDeniedException');
    expect(await outcome(gateway('ours'), { ...permission, principal: 'events.amazonaws.com' })).toBe(
      'AccessDeniedException',
    );
  });

  it('admits another account only by the policy', async () => {
    expect(await outcome(stranger('Unnamed'))).toBe('AccessDeniedException');
    expect(await outcome(stranger('Named'), { principal: OTHER_ACCOUNT })).toBe('invoked');
    expect(
      await outcome(stranger('OfOrganization'), { principal: '*', principalOrgId: 'o-abcdefghij' }),
    ).toBe('invoked');
    expect(
      await outcome(stranger('OfNoOrganization'), { principal: '*', principalOrgId: 'o-klmnopqrst' }),
    ).toBe('AccessDeniedException');
  });

  it('does not take a permission for the function URL as one to invoke', async () => {
    const permission = { principal: OTHER_ACCOUNT, invokedViaFunctionUrl: true };
    expect(await outcome(stranger('UrlCaller'), permission)).toBe('AccessDeniedException');
  });

  it('refuses a principal that does not exist', () => {
    expect(() =>
      bench.lambda.addPermission(echo, 'nobody', {
        action: 'lambda:InvokeFunction',
        principal: 'arn:aws:iam::222222222222:role/Nobody',
      }),
    ).toThrow('The provided principal was invalid');
  });

  it('refuses a statement id twice', () => {
    const permission = { action: 'lambda:InvokeFunction', principal: OTHER_ACCOUNT };
    bench.lambda.addPermission(echo, 'twice', permission);
    expect(() => bench.lambda.addPermission(echo, 'twice', permission)).toThrow('already exists');
    bench.lambda.removePermission(echo, 'twice');
  });

  it('answers over the wire with 403 and who may not do what', async () => {
    const user = bench.kernel.iam.createUser(OTHER_ACCOUNT, 'visitor', ADMINISTRATOR);
    bench.kernel.iam.keys.add('AKIAVISITOR000000000', 'visitor-secret', user);
    const visitor = new LambdaClient({
      endpoint: bench.kernel.endpoint.url,
      region: HOME.region,
      credentials: { accessKeyId: 'AKIAVISITOR000000000', secretAccessKey: 'visitor-secret' },
    });
    await expect(visitor.send(new InvokeCommand({ FunctionName: echo }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(
        `User: arn:aws:iam::222222222222:user/visitor is not authorized to perform: lambda:InvokeFunction on resource: ${echo}`,
      ),
      $metadata: { httpStatusCode: 403 },
    });
    visitor.destroy();
  });
});
