import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf, type RoleCaller } from '@pinpoint-tenant-router/local-aws/accounts';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect } from 'vitest';
import { LOCAL_TENANT_CLIENT } from '../../../infra/local/system/local-clients.ts';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { gatewayEvent } from '../../router/lambda-events.ts';
import { call, fetchToken, tokenOfPerson } from '../../support/api.ts';
import {
  BOUND_URL_CALLER_ROLE,
  GLOBEX,
  MANAGEMENT,
  partnerRole,
  URL_CALLER_ROLE,
} from '../../support/parties.ts';
import { managementResource } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const READ = 'acme/DescribePhoneNumbers';

export const callerJourneys: readonly Journey[] = [
  {
    title: 'the gateway refuses a missing token, a wrong one, and one without the scope',
    async run(system) {
      for (const token of [null, 'garbage', await tokenOfAnotherScope(system)]) {
        const { status, headers, body } = await call(system, READ, {}, token);
        expect({ status, body }).toMatchObject({
          status: 401,
          body: { status: 401, error: { name: 'UnauthorizedException' }, requestId: expect.any(String) },
        });
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
    },
  },
  {
    title: 'a person needs the group Admin in addition to the scope',
    async run(system) {
      const statusOf = async (...groups: readonly string[]) =>
        (await call(system, READ, {}, await tokenOfPerson(system, { groups }))).status;
      expect(await statusOf('Admin')).toBe(200);
      expect(await statusOf()).toBe(403);
    },
  },
  {
    title: "a person in the group of a tenant may do for it what the token's scopes allow",
    async run(system) {
      system.aws.cognito.userPool(system.outputs.UserPoolId ?? '').groups.add('tenant:acme');
      const statusOf = async (path: string, ...scopes: readonly string[]) => {
        const token = await tokenOfPerson(system, { groups: ['tenant:acme'], scopes });
        return (await call(system, path, {}, token)).status;
      };
      expect(await statusOf(READ, 'api/Read')).toBe(200);
      expect(await statusOf(READ, 'api/Manage')).toBe(200);
      expect(await statusOf(READ, 'api/Send')).toBe(403);
      expect(await statusOf('globex/DescribePhoneNumbers', 'api/Read')).toBe(403);
    },
  },
  {
    title: "a tenant's own client reads and sends for its tenant, and learns of no other",
    async run(system) {
      const token = await fetchToken(system, 'api/Send api/Read', LOCAL_TENANT_CLIENT);
      const text = { DestinationPhoneNumber: '+14254147755', MessageBody: 'From our own client' };
      expect((await call(system, READ, {}, token)).status).toBe(200);
      expect((await call(system, 'acme/SendTextMessage', text, token)).status).toBe(200);
      const managing = await call(system, 'acme/DeletePool', { PoolId: 'pool-none' }, token);
      expect(managing).toMatchObject({
        status: 403,
        body: {
          error: {
            name: 'ForbiddenException',
            message: 'The token lacks the scope api/Manage or api/Admin.',
          },
        },
      });
      const refusals = await Promise.all(
        ['globex', 'nobody'].map((tenantId) => call(system, `${tenantId}/SendTextMessage`, text, token)),
      );
      for (const { status, body } of refusals)
        expect({ status, error: body.error }).toEqual({
          status: 403,
          error: {
            name: 'ForbiddenException',
            message: 'The caller may not run this action for this tenant.',
          },
        });
      await expect(fetchToken(system, 'api/Admin', LOCAL_TENANT_CLIENT)).rejects.toThrow('400');
    },
  },
  {
    title: 'one scope is enough at the gateway, for the classes that it covers',
    async run(system) {
      const send = await fetchToken(system, 'api/Send', LOCAL_TENANT_CLIENT);
      const read = await fetchToken(system, 'api/Read', LOCAL_TENANT_CLIENT);
      const text = { DestinationPhoneNumber: '+14254147755', MessageBody: 'Hello' };
      expect((await call(system, 'acme/SendTextMessage', text, send)).status).toBe(200);
      expect((await call(system, READ, {}, send)).status).toBe(403);
      expect((await call(system, READ, {}, read)).status).toBe(200);
      expect((await call(system, 'acme/SendTextMessage', text, read)).status).toBe(403);
    },
  },
  {
    title: 'a named role of another account calls the function URL, and cannot invoke the function plainly',
    async run(system) {
      const caller = partnerRole(system, URL_CALLER_ROLE);
      expect((await signedPost(system, caller, READ)).status).toBe(200);
      const forged = new InvokeCommand({
        FunctionName: routerArn(system),
        Payload: JSON.stringify(gatewayEvent({ path: `/${READ}` })),
      });
      const { url: endpoint, kernel } = system.aws;
      const lambda = new LambdaClient({
        endpoint,
        region: MANAGEMENT.region,
        credentials: kernel.iam.keys.issue(caller),
      });
      await expect(lambda.send(forged)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    },
  },
  {
    title: 'a role that needs a binding calls the function URL for no tenant that does not bind it',
    async run(system) {
      const caller = partnerRole(system, BOUND_URL_CALLER_ROLE);
      const [unbound, unknown] = await Promise.all(
        ['globex', 'nobody'].map(async (tenantId) => {
          const response = await signedPost(system, caller, `${tenantId}/DescribePhoneNumbers`);
          return { status: response.status, error: ((await response.json()) as { error: object }).error };
        }),
      );
      expect(unbound).toMatchObject({ status: 403, error: { name: 'ForbiddenException' } });
      expect(unknown).toEqual(unbound);
      // It waits for what the router remembers of the tenant.
      await bind(system, GLOBEX.tenantId, callerArnOf(caller), ['read']);
      await system.aws.lambda.restart();
      expect((await signedPost(system, caller, 'globex/DescribePhoneNumbers')).status).toBe(200);
      expect((await signedPost(system, caller, 'globex/DeletePool', '{"PoolId":"p"}')).status).toBe(403);
      await bind(system, GLOBEX.tenantId, callerArnOf(caller), []);
    },
  },
  {
    title: 'no other role calls the function URL, and no caller without a signature',
    async run(system) {
      const intruder = await signedPost(system, partnerRole(system, 'Intruder'), READ);
      const unsigned = await fetch(`${system.functionUrl}/${READ}`, { method: 'POST', body: '{}' });
      for (const refused of [intruder, unsigned]) {
        expect(refused.status).toBe(403);
        // Lambda's own refusal: the router, which knows neither of them, answers 403 in another form.
        expect(await refused.json()).not.toHaveProperty('error');
      }
    },
  },
  {
    title: 'an unknown tenant, an unknown action and a wrong input are refused before anything is called',
    async run(system) {
      const cases = [
        ['nobody/DescribePhoneNumbers', {}, 404, 'TenantNotFoundException'],
        ['acme/SetTextMessageSpendLimitOverride', {}, 404, 'InvalidActionException'],
        ['acme/constructor', {}, 404, 'InvalidActionException'],
        ['acme/DescribePhoneNumbers', { Nonsense: 1 }, 400, 'ValidationException'],
      ] as const;
      for (const [path, input, status, name] of cases)
        expect(await call(system, path, input)).toMatchObject({ status, body: { status, error: { name } } });
    },
  },
];

/** A token of the same pool and client, without a scope of the API. */
function tokenOfAnotherScope(system: LocalSystem): Promise<string> {
  return tokenOfPerson(system, { scopes: ['openid'] });
}

/** As an operator does. */
async function bind(
  system: LocalSystem,
  tenantId: string,
  caller: string,
  classes: readonly string[],
): Promise<void> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system.aws, MANAGEMENT)));
  await table.send(
    new UpdateCommand({
      TableName: system.outputs.TenantsTableName,
      Key: { pk: tenantId },
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: 'SET callers = :callers',
      ExpressionAttributeValues: { ':callers': { [caller]: classes } },
    }),
  );
}

function callerArnOf({ roleArn }: RoleCaller): string {
  return roleArn;
}

function routerArn(system: LocalSystem): string {
  return String(managementResource(system, 'AWS::Lambda::Function', 'Router').state.attributes.Arn);
}

export async function signedPost(
  system: LocalSystem,
  caller: RoleCaller,
  path: string,
  body = '{}',
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const url = new URL(`${system.functionUrl}/${path}`);
  const signer = new SignatureV4({
    service: 'lambda',
    region: MANAGEMENT.region,
    credentials: system.aws.kernel.iam.keys.issue(caller),
    sha256: Sha256,
  });
  const all = { host: url.host, 'content-type': 'application/json', ...headers };
  const request = { method: 'POST', protocol: url.protocol, hostname: url.hostname, port: Number(url.port) };
  const signed = await signer.sign(new HttpRequest({ ...request, path: url.pathname, headers: all, body }));
  return await fetch(url, { method: 'POST', headers: signed.headers, body });
}
