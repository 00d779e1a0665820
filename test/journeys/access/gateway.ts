import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { administratorOf } from '@pinpoint-tenant-router/local-aws/accounts';
import { all, changed, lambdaFunction } from '@pinpoint-tenant-router/local-aws/mutations';
import type { Template } from '@pinpoint-tenant-router/local-aws/templates';
import { expect } from 'vitest';
import type { LocalSystem } from '../../../infra/local/system/local-system.ts';
import { accessToken, call, fetchToken } from '../../support/api.ts';
import { deployManagement } from '../../support/deployment.ts';
import { MANAGEMENT } from '../../support/parties.ts';
import { eventually } from '../../support/patience.ts';
import { linesOf } from '../../support/resources.ts';
import type { Journey } from '../journey.ts';

const READ = 'acme/DescribePools';

export const gatewayJourneys: readonly Journey[] = [
  {
    title: 'a machine of the deployed client gets a token and calls the API with it',
    async run(system) {
      const { UserPoolId, ClientCredentialsClientId: ClientId = '' } = system.outputs;
      const cognito = new CognitoIdentityProviderClient(administratorOf(system.aws, MANAGEMENT));
      const { UserPoolClient } = await cognito.send(
        new DescribeUserPoolClientCommand({ UserPoolId, ClientId }),
      );
      const client = { clientId: ClientId, clientSecret: UserPoolClient?.ClientSecret ?? '' };
      const token = await fetchToken(system, 'api/Admin', client);
      expect((await call(system, READ, {}, token)).status).toBe(200);
    },
  },
  {
    title: "an unknown path and an oversized body are answered in the form of the API's errors",
    async run(system) {
      const lost = await fetch(`${system.apiUrl}/acme`);
      const body = await lost.json();
      expect({ status: lost.status, body }).toMatchObject(worded(404, 'NotFoundException'));
      expect(body).toMatchObject({ requestId: lost.headers.get('x-request-id') });
      const large = await call(system, 'acme/SendTextMessage', {
        MessageBody: 'x'.repeat(11 * 1024 * 1024),
      });
      expect(large).toMatchObject(worded(413, 'PayloadTooLargeException'));
      expect(large.body.error.message).toContain('10 MB');
      expect(large.body.requestId).toBe(large.headers.get('x-request-id'));
    },
  },
  {
    title: "a caller over the stage's rate limit is told to try again",
    async run(system) {
      const slow = all(
        changed(STAGE, ['MethodSettings', 0, 'ThrottlingBurstLimit'], 1),
        changed(STAGE, ['MethodSettings', 0, 'ThrottlingRateLimit'], 1),
      );
      await withManagement(system, slow, async () => {
        const answers = await Promise.all([1, 2, 3, 4].map(() => call(system, READ)));
        const refused = answers.find(({ status }) => status === 429);
        expect(refused).toMatchObject(worded(429, 'ThrottlingException'));
        expect(refused?.headers.get('retry-after')).toBe('1');
      });
    },
  },
  {
    title: "a router that cannot start is answered in the form of the API's errors",
    async run(system) {
      const broken = changed(lambdaFunction('Router'), ['Handler'], 'nothing.handler');
      await withManagement(system, broken, async () => {
        expect(await call(system, READ)).toMatchObject(worded(500, 'InternalFailure'));
      });
    },
  },
  {
    title: "a request leaves a line in the gateway's log and one in the router's, with the same id",
    async run(system) {
      // Where a phone number does not belong, some caller writes one.
      await call(system, '+15555550100/SendTextMessage');
      const { headers } = await call(system, READ);
      const requestId = headers.get('x-request-id') ?? 'none';
      await eventually(() => {
        const [access] = linesOf(system, 'ApiAccessLog').filter((line) => line.includes(requestId));
        expect(JSON.parse(access ?? '{}')).toMatchObject({
          clientId: 'local-admin',
          resource: '/{tenantId}/{action}',
          status: '200',
        });
        const lines = linesOf(system, 'RouterLogs').filter((line) => line.includes('"tenantId":"acme"'));
        expect(lines.join('\n')).toContain(requestId);
      });
      for (const log of ['ApiAccessLog', 'RouterLogs'])
        expect(linesOf(system, log).join('\n')).not.toContain('5555550100');
    },
  },
];

const STAGE = { type: 'AWS::ApiGateway::Stage', part: '' };

function worded(status: number, name: string) {
  return { status, body: { status, error: { name }, requestId: expect.any(String) } };
}

/** Deploys a changed management stack while `work` runs. */
async function withManagement(
  system: LocalSystem,
  change: (template: Template) => Template,
  work: () => Promise<void>,
): Promise<void> {
  // Fetched before: the token endpoint has nothing to do with this.
  await accessToken(system);
  await deployManagement(system, change);
  try {
    await work();
  } finally {
    await deployManagement(system);
  }
}
