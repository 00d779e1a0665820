import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { administratorOf, LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import type { StackEvent, Template } from '@pinpoint-tenant-router/local-aws/templates';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { assembleInto } from '../../infra/local/system/assemblies.ts';
import { LOCAL_TENANTS, LocalSystem, type LocalTenant } from '../../infra/local/system/local-system.ts';
import { serveTenantControl } from '../../infra/local/system/tenant-control.ts';
import { approveTenant } from '../../infra/operator/tenants/tenant-names.ts';
import { REGISTRATION_GROUP_ID, reconcileMessage } from '../../registrar/contract/names.ts';
import { registrationEvent } from '../registrar/registration-events.ts';
import { call } from '../support/api.ts';
import { deployTenant, forgetTenantsSoon, renameTenant } from '../support/deployment.ts';
import { eventually } from '../support/patience.ts';
import { grantedAccounts, itemOf } from './registration.ts';

const [ACME, GLOBEX] = LOCAL_TENANTS as readonly [LocalTenant, LocalTenant];

let system: LocalSystem;
const events: StackEvent[] = [];

beforeAll(async () => {
  system = await LocalSystem.start({
    assemble: assembleInto(inject('assemblies')),
    onEvent: (event) => events.push(event),
  });
  await system.deployManagement({ change: forgetTenantsSoon });
});
afterAll(() => system.stop());

/** A tenant stack whose agent announces nothing. */
function withoutAgent(template: Template): Template {
  const isSilent = ([logicalId]: [string, unknown]) => !logicalId.startsWith('Agent');
  return { ...template, Resources: Object.fromEntries(Object.entries(template.Resources).filter(isSilent)) };
}

/** A write to the tenant's prefix as Firehose makes it: with a session of the delivery role. */
function write({ accountId }: LocalTenant): () => void {
  const roleArn = `arn:aws:iam::${accountId}:role/PinpointEventDeliveryRole`;
  const session = system.aws.kernel.iam.assumeRoleAsService('firehose.amazonaws.com', roleArn, {
    'sts:ExternalId': accountId,
  });
  const bucket = system.outputs.EventBucketName ?? '';
  return () =>
    system.aws.s3.putObject(
      session,
      bucket,
      `accountId=${accountId}/date=2026-11-23/probe`,
      Buffer.from('{}'),
    );
}

/** The requests of the commands of `npm run local` to the running system. */
async function control(
  method: string,
  path: string,
  body?: { accountId: string; context?: object },
): Promise<unknown> {
  const response = await fetch(`${system.aws.url}/_local/tenants/${path}`, {
    method,
    ...(body && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, context: { settleSeconds: '0', ...body.context } }),
    }),
  });
  return await response.json();
}

async function statusOf(tenantId: string): Promise<number> {
  return (await call(system, `${tenantId}/DescribePools`)).status;
}

describe('the life of a tenant', () => {
  it('begins with its announcement: before it, neither the router nor the bucket knows the account', async () => {
    await deployTenant(system, GLOBEX);
    await deployTenant(system, ACME, withoutAgent);
    expect(await statusOf('acme')).toBe(404);
    expect(write(ACME)).toThrow('not authorized to perform: s3:PutObject');

    await deployTenant(system, ACME);
    await eventually(async () => expect(await statusOf('acme')).toBe(200));
    await eventually(() => expect(write(ACME)).not.toThrow());
  });

  it('does not change when the same templates are deployed again', async () => {
    await deployTenant(system, ACME);
    events.length = 0;
    await system.deployManagement({ change: forgetTenantsSoon });
    await deployTenant(system, ACME);
    expect(events).toEqual([]);
  });

  it('goes on under a new name: the old one is gone, the grant stays', async () => {
    await deployTenant(system, ACME);
    await renameTenant(system, ACME, 'acme-renamed');
    await eventually(async () => expect(await statusOf('acme-renamed')).toBe(200));
    await eventually(async () => expect(await statusOf('acme')).toBe(404));
    await eventually(() => expect(write(ACME)).not.toThrow());
  });

  it('goes back to its old name, when that is what is meant', async () => {
    const slip = { ...ACME, tenantId: 'acme-other' };
    await expect(deployTenant(system, slip)).rejects.toThrow('-c renamedFrom=acme-renamed');
    await renameTenant(system, { ...ACME, tenantId: 'acme-renamed' }, 'acme');
    await eventually(async () => expect(await statusOf('acme')).toBe(200));
    await eventually(async () => expect(await statusOf('acme-renamed')).toBe(404));
  });

  it('ends with its deregistration, which leaves the other tenants alone', async () => {
    await deployTenant(system, GLOBEX);
    await eventually(async () => expect(await statusOf('acme')).toBe(200));
    const now = Date.now();
    const { detail } = registrationEvent({ eventName: 'Delete', sequence: now });
    const client = new EventBridgeClient(administratorOf(system.aws, LOCAL_ACCOUNTS.acme));
    await client.send(
      new PutEventsCommand({
        Entries: [
          {
            Source: 'TenantRegistration',
            DetailType: 'Pinpoint Tenant Registration',
            Detail: JSON.stringify(detail),
            Time: new Date(now),
          },
        ],
      }),
    );
    await eventually(async () => expect(await statusOf('acme')).toBe(404));
    await eventually(async () => expect(await grantedAccounts(system)).toEqual([GLOBEX.accountId]));
    expect(write(ACME)).toThrow('not authorized to perform: s3:PutObject');
    expect(await statusOf('globex')).toBe(200);
    await eventually(() => expect(write(GLOBEX)).not.toThrow());
  });

  it('leaves a tombstone when its stack is destroyed, and the name stays with its account', async () => {
    await deployTenant(system, GLOBEX);
    await system.destroyTenant('globex');
    await eventually(async () => expect(await statusOf('globex')).toBe(404));
    await renameTenant(system, ACME, 'globex');
    // Refused: the name belongs to 333333333333 still.
    await expect(eventually(async () => expect(await statusOf('globex')).toBe(200), 1.5)).rejects.toThrow();
  });

  it('is told from another terminal: whom a name belongs to, which stack is meant, what a tenant was called', async () => {
    serveTenantControl(system);
    await deployTenant(system, GLOBEX);
    await eventually(async () => expect(await statusOf('globex')).toBe(200));
    const { accountId } = ACME;
    expect(await control('PUT', 'globex', { accountId })).toMatchObject({ heldBy: GLOBEX.accountId });
    const listing = await fetch(`${system.aws.url}/_local/tenants`);
    expect(await listing.json()).toEqual({
      tenants: expect.arrayContaining([
        { tenantId: 'globex', accountId, region: ACME.region, heldBy: GLOBEX.accountId },
        { ...GLOBEX, registration: 'Registered' },
      ]),
    });
    expect(await control('DELETE', 'globex')).toEqual({
      message: `Stacks in ${accountId}, ${GLOBEX.accountId} announce the tenant globex: name one with --account.`,
    });
    const deregistered = await control('DELETE', `globex?accountId=${accountId}`);
    expect(deregistered).toEqual({ tenantId: 'globex', accountId, region: ACME.region });
    expect(await statusOf('globex')).toBe(200);
    expect(await control('PUT', 'acme', { accountId })).toEqual(ACME);
    const destination = { ConfigurationSetName: 'Default', EventDestinationName: 'Default-Firehose' };
    const enable = (Enabled: boolean) =>
      system.aws.smsVoice.call(ACME, 'UpdateEventDestination', { ...destination, Enabled });
    await enable(false);
    expect(await control('PUT', 'acme', { accountId })).toEqual({
      ...ACME,
      drift: ['The event destination Default-Firehose is disabled.'],
    });
    await enable(true);
    expect(await control('PUT', 'acme-renamed', { accountId })).toMatchObject({
      message: expect.stringContaining('-c renamedFrom=acme'),
    });
    expect(
      await control('PUT', 'acme-renamed', { accountId, context: { renamedFrom: 'acme' } }),
    ).toMatchObject({
      renamedFrom: 'acme',
    });
  });

  it('waits for its approval where registrations are approved', async () => {
    await system.deployManagement({ change: forgetTenantsSoon, context: { registration: 'approve' } });
    const { accountId } = ACME;
    await renameTenant(system, { ...ACME, tenantId: 'acme-renamed' }, 'hooli');
    await eventually(async () => expect((await itemOf(system, 'hooli'))?.registration).toBe('Pending'));
    expect(await statusOf('hooli')).toBe(404);
    await eventually(async () => expect(await grantedAccounts(system)).not.toContain(accountId));

    const operator = administratorOf(system.aws, LOCAL_ACCOUNTS.management);
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(operator));
    const tenants = { client, tableName: system.outputs.TenantsTableName ?? '' };
    await approveTenant(tenants, 'hooli', await itemOf(system, 'hooli'), accountId);
    await new SQSClient(operator).send(
      new SendMessageCommand({
        QueueUrl: system.outputs.RegistrationQueueUrl,
        MessageGroupId: REGISTRATION_GROUP_ID,
        MessageBody: reconcileMessage('operator'),
      }),
    );
    await eventually(async () => expect(await statusOf('hooli')).toBe(200));
    await eventually(() => expect(write(ACME)).not.toThrow());
  });
});
