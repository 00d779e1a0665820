/**
 * `npm run test:upgrade -- <revision>`: deploys an earlier revision into the local AWS and updates it in place to this
 * one, the management stack first and the tenant stacks first, while callers go on asking. Nothing may be lost, and
 * nothing may have to be done by hand that the runbook ("Update from an earlier revision") does not say.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Assemble, assembleInto } from '../../infra/local/system/assemblies.ts';
import { LOCAL_CLIENT } from '../../infra/local/system/local-clients.ts';
import { LOCAL_TENANTS } from '../../infra/local/system/local-system.ts';
import { Deployment, UNBOUND_CLIENT } from './deployment.ts';
import { assembleEarlier, checkOut, NoSuchRevision } from './earlier-revision.ts';
import { post, Traffic, tokenOf } from './traffic.ts';

/** The last revision before the router admitted more scopes than one. */
const DEFAULT_REVISION = 'cf0a492';

const ORDERS = {
  'management stack first': ['management', 'tenants'],
  'tenant stacks first': ['tenants', 'management'],
} as const;

/** Resources that callers, events or bills depend on: an update must not replace them. */
const LASTING = [
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::ApiGateway::RestApi',
  'AWS::Lambda::Url',
  'AWS::SMSVOICE::PhoneNumber',
  'AWS::SMSVOICE::Pool',
  'AWS::SMSVOICE::ConfigurationSet',
  'AWS::Logs::LogGroup',
];

/** Longer than Firehose buffers and the simulator takes to report. */
const EVENTS_WITHIN_MILLISECONDS = 30_000;

async function upgrade(
  earlier: Assemble,
  today: Assemble,
  order: readonly ('management' | 'tenants')[],
): Promise<string> {
  const deployment = await Deployment.start();
  try {
    await deployment.deployManagement(earlier);
    deployment.addClients();
    await deployment.deployTenants(earlier);
    await eventually(async () => {
      for (const { tenantId, accountId } of LOCAL_TENANTS) {
        await assertRegistered(deployment, tenantId);
        if (!deployment.bucketPolicy().includes(accountId)) throw new Error(`${tenantId} is not granted`);
      }
    });
    await deployment.allowOnly('acme', LOCAL_CLIENT.clientId);
    const before = lasting(deployment);
    const traffic = new Traffic(deployment);
    await delay(1000);
    try {
      for (const stacks of order) {
        if (stacks === 'management') await deployment.deployManagement(today);
        else await deployment.deployTenants(today);
        await delay(1000);
      }
    } finally {
      await traffic.stop();
    }
    const problems = [...traffic.problems];
    if (traffic.messageIds.length === 0) problems.push('nothing was sent');
    const after = new Set(lasting(deployment));
    problems.push(...before.filter((each) => !after.has(each)).map((each) => `${each} was made anew`));
    problems.push(...(await problemsAfter(deployment, traffic)));
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return `${traffic.requests} requests, the slowest took ${traffic.slowestMilliseconds} ms`;
  } finally {
    await deployment.aws.stop();
  }
}

async function problemsAfter(deployment: Deployment, traffic: Traffic): Promise<readonly string[]> {
  const problems: string[] = [];
  const check = (promise: Promise<void>) => promise.catch((error: Error) => problems.push(error.message));
  for (const { tenantId } of LOCAL_TENANTS) await check(assertRegistered(deployment, tenantId));
  // Credentials live for an hour: without them, it shows whether the updated roles still let the router in.
  await deployment.aws.lambda.restart();
  const token = await tokenOf(deployment, LOCAL_CLIENT);
  for (const { tenantId } of LOCAL_TENANTS) {
    const { status, body } = await post(deployment, token, `${tenantId}/DescribePools`, {});
    if (status !== 200) problems.push(`${tenantId} after the update: ${status} ${JSON.stringify(body)}`);
  }
  const other = await tokenOf(deployment, UNBOUND_CLIENT);
  const refused = await post(deployment, other, 'acme/DescribePools', {});
  if (refused.status !== 403) problems.push(`allowedCallers is not honoured: ${refused.status}`);
  await check(
    eventually(async () => {
      const events = deployment.events();
      const missing = traffic.messageIds.filter((id) => !events.includes(id));
      if (missing.length > 0)
        throw new Error(
          `the bucket has no event of ${missing.length} of ${traffic.messageIds.length} messages`,
        );
    }),
  );
  return problems;
}

async function assertRegistered(deployment: Deployment, tenantId: string): Promise<void> {
  const registration = (await deployment.item(tenantId))?.registration?.S;
  if (registration !== 'Registered') throw new Error(`${tenantId} is ${registration ?? 'not registered'}`);
}

function lasting(deployment: Deployment): readonly string[] {
  return deployment
    .resources()
    .filter(({ type }) => LASTING.includes(type))
    .map(({ type, state }) => `${type} ${state.physicalId}`);
}

async function eventually(check: () => Promise<void>): Promise<void> {
  const giveUpAt = Date.now() + EVENTS_WITHIN_MILLISECONDS;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await delay(200);
    }
  }
}

async function main(revision: string): Promise<number> {
  const folder = await checkOut(revision);
  const outdir = mkdtempSync(join(tmpdir(), 'pinpoint-tenant-router-test-'));
  let failed = 0;
  try {
    const [earlier, today] = [assembleEarlier(folder, outdir), assembleInto(outdir)];
    for (const [name, order] of Object.entries(ORDERS)) {
      const began = Date.now();
      try {
        const seen = await upgrade(earlier, today, order);
        console.log(
          `ok      from ${revision}, ${name}: ${seen}, ${Math.round((Date.now() - began) / 1000)} s`,
        );
      } catch (error) {
        failed += 1;
        console.log(`FAILED  from ${revision}, ${name}\n${(error as Error).message}`);
      }
    }
  } finally {
    rmSync(outdir, { recursive: true });
  }
  console.log(`${Object.keys(ORDERS).length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const [revision = DEFAULT_REVISION] = process.argv.slice(2);
try {
  process.exitCode = await main(revision);
} catch (error) {
  if (!(error instanceof NoSuchRevision)) throw error;
  console.log(`Skipped: ${error.message}; git fetch --unshallow may bring it.`);
  console.log('0 passed, 0 failed, 1 skipped');
}
