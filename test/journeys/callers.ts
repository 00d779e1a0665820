import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { RoleCaller } from '@pinpoint-tenant-router/local-aws/accounts';
import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { expect } from 'vitest';
import type { LocalSystem } from '../../infra/local/local-system.ts';
import { gatewayEvent } from '../router/lambda-events.ts';
import { call } from '../support/api.ts';
import { MANAGEMENT, partnerRole, URL_CALLER_ROLE } from '../support/parties.ts';
import { managementResource } from '../support/resources.ts';
import type { Journey } from './journey.ts';

const READ = 'acme/DescribePhoneNumbers';

export const callerJourneys: readonly Journey[] = [
  {
    title: 'the gateway keeps out who has no token, a wrong one, or one without the scope',
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
    title: 'a person of the pool needs the group Admin besides the scope',
    async run(system) {
      const { UserPoolId: poolId = '', AuthorizationCodeClientId: clientId = '' } = system.outputs;
      const pool = system.aws.cognito.userPool(poolId);
      const statusOf = async (...groups: readonly string[]) => {
        const { username } = pool.createUser(`person-${pool.users.size}`);
        for (const group of groups) pool.addUserToGroup(username, group);
        const { accessToken } = await system.aws.cognito.signIn(poolId, { clientId, username });
        return (await call(system, READ, {}, accessToken)).status;
      };
      expect(await statusOf('Admin')).toBe(200);
      expect(await statusOf()).toBe(403);
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
    title: 'nobody else calls the function URL: no other role, and nobody without a signature',
    async run(system) {
      expect((await signedPost(system, partnerRole(system, 'Intruder'), READ)).status).toBe(403);
      const unsigned = await fetch(`${system.functionUrl}/${READ}`, { method: 'POST', body: '{}' });
      expect(unsigned.status).toBe(403);
    },
  },
  {
    title: 'what is no tenant, no action or no input is told before anything is called',
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

/** A token of the same pool and client, for another scope of the API. */
async function tokenOfAnotherScope(system: LocalSystem): Promise<string> {
  const { UserPoolId: poolId = '', AuthorizationCodeClientId: clientId = '' } = system.outputs;
  const pool = system.aws.cognito.userPool(poolId);
  const { username } = pool.createUser(`person-${pool.users.size}`);
  const { accessToken } = await system.aws.cognito.signIn(poolId, {
    clientId,
    username,
    scopes: ['openid'],
  });
  return accessToken;
}

function routerArn(system: LocalSystem): string {
  return String(managementResource(system, 'AWS::Lambda::Function', 'Router').state.attributes.Arn);
}

async function signedPost(system: LocalSystem, caller: RoleCaller, path: string): Promise<Response> {
  const url = new URL(`${system.functionUrl}/${path}`);
  const signer = new SignatureV4({
    service: 'lambda',
    region: MANAGEMENT.region,
    credentials: system.aws.kernel.iam.keys.issue(caller),
    sha256: Sha256,
  });
  const headers = { host: url.host, 'content-type': 'application/json' };
  const request = { method: 'POST', protocol: url.protocol, hostname: url.hostname, port: Number(url.port) };
  const signed = await signer.sign(new HttpRequest({ ...request, path: url.pathname, headers, body: '{}' }));
  return await fetch(url, { method: 'POST', headers: signed.headers, body: '{}' });
}
