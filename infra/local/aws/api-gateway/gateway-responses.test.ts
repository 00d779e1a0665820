import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOME } from '../lambda/workbench.rig.ts';
import type { Gateway } from './gateway.rig.ts';
import { openGateway, SCOPE, TRUST_GATEWAY } from './gateway.rig.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
});
beforeEach(() => gateway.apiGateway.definition(gateway.apiId).gatewayResponses.clear());
afterAll(() => gateway.close());

interface Wording {
  readonly statusCode?: number;
  readonly headers?: Record<string, string>;
  readonly template?: string;
}

function put(type: string, { statusCode, headers = {}, template }: Wording): void {
  gateway.apiGateway.definition(gateway.apiId).putGatewayResponse(type, {
    statusCode,
    headers,
    templates: template === undefined ? {} : { 'application/json': template },
  });
}

const unauthorized = async (url: string) => await fetch(`${url}/acme/Send`, { method: 'POST' });

describe('a gateway response', () => {
  it("renders an error with the request's variables, and its own status and headers", async () => {
    put('UNAUTHORIZED', {
      statusCode: 418,
      headers: { 'WWW-Authenticate': "'Bearer'", 'X-Request': 'context.requestId' },
      template:
        '{"message":$context.error.messageString,"type":"$context.error.responseType","requestId":"$context.requestId","path":"$context.path"}',
    });
    const response = await unauthorized(await gateway.serve());
    const requestId = response.headers.get('x-amzn-requestid');
    expect(response.status).toBe(418);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('x-request')).toBe(requestId);
    expect(await response.json()).toEqual({
      message: 'Unauthorized',
      type: 'UNAUTHORIZED',
      requestId,
      path: '/acme/Send',
    });
  });

  it('of the default type words all errors that have none of their own, with its status', async () => {
    put('DEFAULT_4XX', { statusCode: 400, template: '{"default":"$context.error.responseType"}' });
    put('MISSING_AUTHENTICATION_TOKEN', { statusCode: 404, template: '{"unknown":true}' });
    const url = await gateway.serve();
    const response = await unauthorized(url);
    expect([response.status, await response.json()]).toEqual([400, { default: 'UNAUTHORIZED' }]);
    const unknown = await fetch(`${url}/`);
    expect([unknown.status, await unknown.json()]).toEqual([404, { unknown: true }]);
  });

  it('takes effect with the next deployment', async () => {
    const url = await gateway.serve();
    put('UNAUTHORIZED', { statusCode: 418 });
    expect((await unauthorized(url)).status).toBe(401);
    const deploymentId = gateway.apiGateway.createDeployment(gateway.apiId);
    gateway.apiGateway.updateStage(gateway.apiId, 'prod', { deploymentId });
    expect((await unauthorized(url)).status).toBe(418);
  });

  it.each([
    ['a type that there is not', 'TEAPOT', {}, 'Invalid gateway response type TEAPOT'],
    ['a variable that there is not', 'UNAUTHORIZED', { template: '$context.mood' }, '$context.mood'],
    ['template code', 'UNAUTHORIZED', { template: '#if(true)x#end' }, 'does not simulate #if'],
    ['other variables', 'UNAUTHORIZED', { template: '$input.body' }, 'does not simulate $i'],
    ['other header values', 'UNAUTHORIZED', { headers: { a: 'method.request.header.b' } }, 'header value'],
  ])('is refused for %s', (_, type, wording, message) => {
    expect(() => put(type, wording)).toThrow(message);
  });
});

describe('the access log', () => {
  const FORMAT =
    '{"request":"$context.requestId","status":"$context.status","path":"$context.path","resource":"$context.resourcePath",' +
    '"client":"$context.authorizer.claims.client_id","error":"$context.error.responseType","latency":"$context.responseLatency"}';

  function loggingRole(roleName: string, actions: readonly string[]): string {
    return gateway.bench.kernel.iam.createRole(HOME.accountId, {
      roleName,
      assumeRolePolicy: TRUST_GATEWAY,
      policies: {
        Logs: {
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: actions, Resource: '*' },
        },
      },
    }).arn;
  }

  it('needs a role of the account that API Gateway may assume', async () => {
    const { logs } = gateway.bench;
    const { arn: logGroupArn } = logs.createLogGroup(HOME, { name: 'unused' });
    await expect(gateway.serve({ accessLog: { logGroupArn, format: FORMAT } })).rejects.toThrow(
      'CloudWatch Logs role ARN must be set in account settings',
    );
    const notForGateway = gateway.bench.role('NotForTheGateway');
    expect(() => gateway.apiGateway.setLoggingRole(HOME, notForGateway)).toThrow(
      'does not have required permissions',
    );
  });

  it('gets a line a request, written with that role', async () => {
    const { logs, said } = gateway.bench;
    const { arn: logGroupArn } = logs.createLogGroup(HOME, { name: 'access' });
    gateway.apiGateway.setLoggingRole(HOME, loggingRole('Logging', ['logs:*']));
    const url = await gateway.serve({ accessLog: { logGroupArn, format: FORMAT } });
    const refused = await unauthorized(url);
    const authorization = await gateway.token(SCOPE);
    const granted = await fetch(`${url}/acme/Send`, { method: 'POST', headers: { authorization } });
    expect(logs.lines(logGroupArn).map((line) => JSON.parse(line))).toEqual([
      {
        request: refused.headers.get('x-amzn-requestid'),
        status: '401',
        path: '/acme/Send',
        resource: '/{tenantId}/{action}',
        client: '-',
        error: 'UNAUTHORIZED',
        latency: '0',
      },
      {
        request: granted.headers.get('x-amzn-requestid'),
        status: '200',
        path: '/acme/Send',
        resource: '/{tenantId}/{action}',
        client: 'machine',
        error: '-',
        latency: '0',
      },
    ]);

    gateway.apiGateway.setLoggingRole(HOME, loggingRole('Mute', ['logs:CreateLogStream']));
    expect((await unauthorized(url)).status).toBe(401);
    expect(logs.lines(logGroupArn)).toHaveLength(2);
    expect(said.at(-1)).toContain('access log is lost');
  });
});
