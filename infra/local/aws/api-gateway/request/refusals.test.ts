import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logLinesOf } from '../../lambda/workbench.rig.ts';
import type { Gateway } from '../gateway.rig.ts';
import { openGateway, SCOPE } from '../gateway.rig.ts';

let gateway: Gateway;
let url: string;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(async () => {
  url = await gateway.serve();
});
afterAll(() => gateway.close());

async function post(path: string, init: RequestInit = {}): Promise<Response> {
  const authorization = `Bearer ${await gateway.token(SCOPE)}`;
  return await fetch(`${url}${path}`, {
    method: 'POST',
    ...init,
    headers: { authorization, ...init.headers },
  });
}

async function expectRefusal(response: Response, status: number, message: string, type: string) {
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ message });
  expect(response.headers.get('x-amzn-errortype')).toBe(type);
}

const UNAUTHORIZED = [401, 'Unauthorized', 'UnauthorizedException'] as const;
const UNKNOWN = [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'] as const;
const INTERNAL = ['Internal server error', 'InternalServerErrorException'] as const;

describe('the authorizer', () => {
  const withToken = (authorization: string) => post('/acme/Send', { headers: { authorization } });

  it('admits an access token with the scope, with and without Bearer', async () => {
    const token = await gateway.token(SCOPE);
    expect((await withToken(token)).status).toBe(200);
    expect((await withToken(`Bearer ${token}`)).status).toBe(200);
  });

  it('refuses a request without a token', async () => {
    await expectRefusal(await fetch(`${url}/acme/Send`, { method: 'POST' }), ...UNAUTHORIZED);
  });

  it('refuses everything that is not a token of the pool', async () => {
    await expectRefusal(await withToken('Bearer nonsense'), ...UNAUTHORIZED);
    const [head, , signature] = (await gateway.token(SCOPE)).split('.');
    const forged = Buffer.from('{"token_use":"access","scope":"api/Admin"}').toString('base64url');
    await expectRefusal(await withToken(`${head}.${forged}.${signature}`), ...UNAUTHORIZED);
  });

  it('refuses a token without the scope', async () => {
    await expectRefusal(await withToken(await gateway.token('api/Other')), ...UNAUTHORIZED);
  });

  it('refuses an identity token', async () => {
    const { cognito, userPoolArn } = gateway;
    const pool = cognito.userPool(userPoolArn.slice(userPoolArn.lastIndexOf('/') + 1));
    pool.createUser('ada');
    const { idToken, accessToken } = await cognito.signIn(pool.id, { clientId: 'machine', username: 'ada' });
    expect((await withToken(accessToken)).status).toBe(200);
    await expectRefusal(await withToken(idToken), ...UNAUTHORIZED);
  });

  it('refuses a token that has expired', async () => {
    const token = await gateway.token(SCOPE);
    await gateway.bench.clock.advance(3_601_000);
    await expectRefusal(await withToken(token), ...UNAUTHORIZED);
  });

  it('is not simulated for methods without scopes', () => {
    const definition = gateway.apiGateway.definition(gateway.apiId);
    expect(() =>
      definition.putMethod(gateway.resourceId, {
        httpMethod: 'GET',
        authorization: { ...gateway.authorization, scopes: [] },
        functionArn: gateway.functionArn,
        timeoutMilliseconds: 29_000,
      }),
    ).toThrow('AuthorizationScopes');
  });
});

describe('the gateway', () => {
  it.each(['/', '/acme', '/acme/Send/more'])('does not know %s', async (path) => {
    await expectRefusal(await post(path), ...UNKNOWN);
  });

  it('does not know other methods', async () => {
    await expectRefusal(await post('/acme/Send', { method: 'GET' }), ...UNKNOWN);
  });

  it('refuses a path that cannot be decoded', async () => {
    expect((await post('/acme/%zz')).status).toBe(400);
  });

  it('refuses bodies over 10 MB, and events over the 6 MB of a function', async () => {
    const tooLarge = [413, 'Request Too Long', 'RequestEntityTooLargeException'] as const;
    await expectRefusal(await post('/acme/Send', { body: 'x'.repeat(6_300_000) }), ...tooLarge);
    await expectRefusal(await post('/acme/Send', { body: 'x'.repeat(10_500_000) }), ...tooLarge);
  });

  it('throttles by rate and burst of the method settings', async () => {
    const all = { resourcePath: '/*', httpMethod: '*' };
    url = await gateway.serve({
      methodSettings: [{ ...all, throttlingRateLimit: 2, throttlingBurstLimit: 3 }],
    });
    const statuses = async (count: number) => {
      const responses = await Promise.all(Array.from({ length: count }, () => post('/acme/Send')));
      return responses.map(({ status }) => status).sort();
    };
    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429]);
    await gateway.bench.clock.advance(1_000);
    expect(await statuses(3)).toEqual([200, 200, 429]);
    await expectRefusal(await post('/acme/Send'), 429, 'Too Many Requests', 'TooManyRequestsException');
  });
});

describe('the integration', () => {
  it.each(['throw', 'answer "hello"', 'answer {"statusCode":"many"}', 'answer {"statusCode":200,"body":{}}'])(
    'that answers %s is a 502',
    async (body) => {
      await expectRefusal(await post('/acme/Send', { body }), 502, ...INTERNAL);
    },
  );

  it('that takes over 29 seconds is a 504', async () => {
    const { bench, functionArn } = gateway;
    const hanging = post('/acme/Send', { body: 'hang' });
    await expect
      .poll(() => logLinesOf(bench, functionArn).some((line) => line.endsWith('hanging')))
      .toBe(true);
    await bench.clock.advance(29_000);
    await expectRefusal(await hanging, 504, 'Endpoint request timed out', 'InternalServerErrorException');
  });

  it('is a 500 without the permission for this stage, method and path', async () => {
    const { lambda, said } = gateway.bench;
    lambda.removePermission(gateway.functionArn, 'gateway');
    lambda.addPermission(gateway.functionArn, 'gateway', {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:aws:execute-api:us-east-1:111111111111:${gateway.apiId}/test/POST/*/*`,
    });
    await expectRefusal(await post('/acme/Send'), 500, ...INTERNAL);
    expect(said.at(-1)).toContain(
      'Service: apigateway.amazonaws.com is not authorized to perform: lambda:InvokeFunction',
    );
  });
});
