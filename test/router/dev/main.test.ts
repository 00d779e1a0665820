import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDevProcess } from '../../support/dev-process.ts';
import type { Rig } from '../rig.ts';
import { createRig } from '../rig.ts';

const { management, acme } = LOCAL_ACCOUNTS;

let rig: Rig;
let userPoolId: string;
let running: ChildProcess | undefined;

beforeAll(async () => {
  rig = await createRig();
  const pool = rig.aws.cognito.createUserPool({ accountId: management.accountId, region: management.region });
  pool.putResourceServer('api', ['Admin']);
  for (const clientId of ['local-admin', 'another']) {
    rig.aws.cognito.addClient(pool.id, { clientId, clientSecret: 'secret', scopes: ['api/Admin'] });
  }
  userPoolId = pool.id;
});

afterEach(() => {
  running?.kill('SIGKILL');
});

afterAll(() => rig.stop());

describe('npm run dev', () => {
  it('serves the app with the role of the router, to clients with a token, and stops on Ctrl-C', async () => {
    const { url, exit, output } = await startServer({ CLIENT_IDS: 'local-admin' });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    const send = (headers: Record<string, string>) =>
      fetch(`${url}/acme/SendTextMessage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ DestinationPhoneNumber: '+14254147755', MessageBody: 'from dev' }),
      });
    expect((await send({})).status).toBe(401);
    expect((await send({ authorization: await bearer('another') })).status).toBe(401);
    const answer = await send({ authorization: await bearer('local-admin') });
    expect(await answer.json()).toEqual({ MessageId: expect.any(String) });
    expect(rig.calls.matching({ service: 'dynamodb' }).at(-1)?.callerArn).toBe(
      'arn:aws:sts::111111111111:assumed-role/PinpointTenantRouterRole/router-dev',
    );

    running?.kill('SIGINT');
    expect(await exit).toBe(0);
    expect(output()).toMatch(/The router has stopped\.\n$/);
  });

  it('refuses a developer who may not assume the role, saying how to be let in', async () => {
    const { exit, output } = start({
      AWS_ACCESS_KEY_ID: acme.accessKeyId,
      AWS_SECRET_ACCESS_KEY: acme.secretAccessKey,
    });
    expect(await exit).toBe(1);
    expect(output()).toMatch(
      /^ROUTER_ROLE_ARN: .*may not assume arn:aws:iam::111111111111:role\/PinpointTenantRouterRole/,
    );
    expect(output()).toContain('developerPrincipalArns');
  });

  it('tells credentials that are wrong from credentials that may not', async () => {
    const { exit, output } = start({ AWS_SECRET_ACCESS_KEY: 'wrong' });
    expect(await exit).toBe(1);
    expect(output()).toMatch(
      /^AWS does not accept this shell's credentials \(SignatureDoesNotMatch\): set AWS_PROFILE/,
    );
    expect(output()).not.toContain('developerPrincipalArns');
  });

  it('says that AWS cannot be reached', async () => {
    const { exit, output } = start({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    expect(await exit).toBe(1);
    expect(output()).toMatch(
      /^ROUTER_ROLE_ARN: STS of us-east-1 did not give credentials of .*\(ECONNREFUSED\)/,
    );
  });

  it('names everything that is wrong before it listens', async () => {
    const { exit, output } = start({ TENANTS_TABLE: 'NoSuchTable', JWKS_URI: `${rig.aws.url}/nowhere` });
    expect(await exit).toBe(1);
    const lines = output().trim().split('\n');
    expect(lines.map((line) => line.split(':')[0])).toEqual(['TENANTS_TABLE', 'USER_POOL_ID']);
  });

  it('names every variable that is missing', async () => {
    const { exit, output } = start({ AWS_REGION: '', ROUTER_ROLE_ARN: '', USER_POOL_ID: '', PORT: 'http' });
    expect(await exit).toBe(1);
    const names = output()
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]);
    expect(names).toEqual(['AWS_REGION', 'ROUTER_ROLE_ARN', 'USER_POOL_ID', 'PORT']);
  });

  it('says in one line that its port is in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const { exit, output } = start({ PORT: String(port) });
    expect(await exit).toBe(1);
    expect(output()).toBe(`Port ${port} is in use: set PORT to another one.\n`);
    await new Promise((resolve) => other.close(resolve));
  });
});

/** With the shell of a developer of the management account. */
function start(environment: Record<string, string> = {}) {
  const started = startDevProcess({
    AWS_ENDPOINT_URL: rig.aws.url,
    AWS_REGION: management.region,
    AWS_ACCESS_KEY_ID: management.accessKeyId,
    AWS_SECRET_ACCESS_KEY: management.secretAccessKey,
    ROUTER_ROLE_ARN: rig.routerRole.arn,
    USER_POOL_ID: userPoolId,
    JWKS_URI: `${rig.aws.url}/${userPoolId}/.well-known/jwks.json`,
    ...environment,
  });
  running = started.child;
  return started;
}

async function startServer(environment: Record<string, string>) {
  const { listening, exit, output } = start(environment);
  return { url: await listening, exit, output };
}

async function bearer(clientId: string): Promise<string> {
  const response = await fetch(`${rig.aws.url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'api/Admin' }),
  });
  return `Bearer ${((await response.json()) as { access_token: string }).access_token}`;
}
