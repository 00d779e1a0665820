import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import {
  administratorOf,
  LOCAL_ACCOUNTS,
  type LocalAccount,
} from '@pinpoint-tenant-router/local-aws/accounts';
import { expect } from 'vitest';
import { LOCAL_TENANTS, type LocalSystem, tenantOf } from '../../infra/local/system/local-system.ts';
import type { EventName } from '../../registrar/contract/registration-event.ts';
import { registrationEvent } from '../registrar/registration-events.ts';
import { call } from '../support/api.ts';
import { deployTenant, renameTenant, stackEventsDuring } from '../support/deployment.ts';
import { GLOBEX, MANAGEMENT, NEWCOMER, PARTNER, STRANGER } from '../support/parties.ts';
import { eventually } from '../support/patience.ts';
import {
  forgetDuplicates,
  linesOf,
  managementResource,
  registrationQueue,
  tenantResource,
} from '../support/resources.ts';
import type { Journey } from './journey.ts';

export const registrationJourneys: readonly Journey[] = [
  {
    title: 'a tenant joins by being deployed, is renamed, and leaves by being destroyed',
    run: (system) =>
      withNewcomer(system, async () => {
        await eventually(() => expectStatus(system, 'initech', 200));
        await eventually(async () => expect(await grantedAccounts(system)).toContain(NEWCOMER.accountId));

        await renameTenant(system, NEWCOMER, 'initrode');
        await eventually(() => expectStatus(system, 'initrode', 200));
        await eventually(async () => expect(await registrationOf(system, 'initech')).toBe('Deregistered'));
        expect(await grantedAccounts(system)).toContain(NEWCOMER.accountId);

        await system.destroyTenant('initrode');
        await eventually(async () => {
          expect(await registrationOf(system, 'initrode')).toBe('Deregistered');
          expect(await grantedAccounts(system)).not.toContain(NEWCOMER.accountId);
        });
      }),
  },
  {
    title: 'a rename without renamedFrom is refused before anything of the tenant changes',
    run: (system) =>
      withNewcomer(system, async () => {
        const before = await itemOf(system, 'initech');
        const events = await stackEventsDuring(system, NEWCOMER.accountId, () =>
          expect(deployTenant(system, { ...NEWCOMER, tenantId: 'globex' })).rejects.toThrow(
            '-c renamedFrom=initech',
          ),
        );
        // The guard is the first that is brought up to date, and the only one.
        expect(events.slice(0, 2)).toMatchObject([
          { type: 'Custom::TenantName', status: 'UPDATE_FAILED' },
          { status: 'ROLLBACK_STARTED' },
        ]);
        expect(await itemOf(system, 'initech')).toEqual(before);
        expect(await itemOf(system, 'globex')).toMatchObject({ accountId: GLOBEX.accountId });
      }),
  },
  {
    title: 'a late copy of an announcement from another Region does not register the tenant again',
    async run(system) {
      const { accountId, region } = GLOBEX;
      const say = async (eventName: EventName, sequence: number) => {
        const { detail } = registrationEvent({ tenantId: 'hooli', accountId, region, eventName, sequence });
        await putOnBus(system, LOCAL_ACCOUNTS.globex, 'default', detail);
      };
      const now = Date.now();
      await say('Create', now);
      await eventually(async () => expect(await registrationOf(system, 'hooli')).toBe('Registered'));
      await say('Delete', now + 1);
      await eventually(async () => expect(await registrationOf(system, 'hooli')).toBe('Deregistered'));
      const tombstone = await itemOf(system, 'hooli');
      // Forwarded to the management account's Region again, with a new id and a new time.
      await say('Create', now);
      await system.aws.eventBridge.settled();
      await eventually(() => expect(registrationQueue(system).peek()).toEqual([]));
      expect(await itemOf(system, 'hooli')).toEqual(tombstone);
      await forgetTenants(system, 'hooli');
    },
  },
  {
    title: 'the hourly announcement restores a lost record',
    run: (system) =>
      withNewcomer(system, async () => {
        await forgetTenants(system, 'initech');
        const hourly = tenantResource(system, NEWCOMER, 'AWS::Events::Rule', 'AgentHourly');
        system.aws.eventBridge.runSchedule(String(hourly.state.attributes.Arn));
        await eventually(async () => expect(await registrationOf(system, 'initech')).toBe('Registered'));
      }),
  },
  {
    title: 'the hourly reconcile restores a deleted bucket policy',
    async run(system) {
      const Bucket = system.outputs.EventBucketName;
      await s3(system).send(new DeleteBucketPolicyCommand({ Bucket }));
      forgetDuplicates(system);
      const reconcile = managementResource(system, 'AWS::Events::Rule', 'Reconcile');
      system.aws.eventBridge.runSchedule(String(reconcile.state.attributes.Arn));
      await eventually(async () =>
        expect(await grantedAccounts(system)).toEqual(
          expect.arrayContaining(LOCAL_TENANTS.map(({ accountId }) => accountId)),
        ),
      );
    },
  },
  {
    title:
      'a registration that claims another account is refused, reported to the operator, and changes nothing',
    async run(system) {
      const before = await itemOf(system, 'acme');
      const { detail } = registrationEvent({ tenantId: 'acme', eventName: 'Delete' });
      const queue = managementResource(system, 'AWS::SQS::Queue', 'RegistrationRefused');
      const refused = () => system.aws.sqs.peek(String(queue.state.attributes.Arn));
      const earlier = refused().length;
      await putOnManagementBus(system, PARTNER, detail);
      await eventually(() => {
        const messages = refused().slice(earlier);
        expect(messages.at(-1)?.attributes?.reason?.stringValue).toBe('AccountMismatch');
      });
      expect(await itemOf(system, 'acme')).toEqual(before);
    },
  },
  {
    title: 'the bus takes nothing from outside the organization, and nothing but registrations from inside',
    async run(system) {
      const { detail } = registrationEvent({ accountId: STRANGER.accountId, tenantId: 'stranger' });
      await expect(putOnManagementBus(system, STRANGER, detail)).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
      for (const other of [{ source: 'Somebody' }, { detailType: 'Something' }])
        await expect(putOnManagementBus(system, PARTNER, detail, other)).rejects.toMatchObject({
          name: 'AccessDeniedException',
        });
    },
  },
];

/**
 * Runs while a tenant `initech` is registered, which nobody else calls: what takes a tenant away for a while, or fails
 * in the middle, leaves acme and globex to the other journeys.
 */
async function withNewcomer(system: LocalSystem, work: () => Promise<void>): Promise<void> {
  const { accountId } = NEWCOMER;
  try {
    await deployTenant(system, NEWCOMER);
    await eventually(async () => expect(await registrationOf(system, 'initech')).toBe('Registered'));
    // The agent announces twice. The second one, still on its way, would bring back what a journey takes away.
    const announcements = () =>
      linesOf(system, 'AgentLogs', NEWCOMER).filter((line) => line.includes('Announced the tenant'));
    await eventually(() => expect(announcements().length).toBeGreaterThanOrEqual(2));
    await system.aws.eventBridge.settled();
    await eventually(() => expect(registrationQueue(system).peek()).toEqual([]));
    await work();
  } finally {
    const left = system.tenantStacks().find(({ home }) => home.accountId === accountId);
    const tenantId = left && tenantOf(left);
    if (tenantId !== undefined) {
      await system.destroyTenant(tenantId, accountId);
      await system.aws.eventBridge.settled();
      await eventually(() => expect(registrationQueue(system).peek()).toEqual([]));
    }
    await forgetTenants(system, 'initech', 'initrode');
  }
}

async function expectStatus(system: LocalSystem, tenantId: string, status: number): Promise<void> {
  const answer = await call(system, `${tenantId}/DescribePhoneNumbers`);
  expect(answer).toMatchObject({ status });
}

/** The accounts that the bucket policy lets deliver events. */
export async function grantedAccounts(system: LocalSystem): Promise<readonly string[]> {
  const { Policy = '' } = await s3(system).send(
    new GetBucketPolicyCommand({ Bucket: system.outputs.EventBucketName }),
  );
  const statements = [JSON.parse(Policy).Statement].flat();
  const deliver = statements.find(({ Sid }) => Sid === 'DeliverTenantEvents');
  return [deliver?.Condition.StringEquals['aws:PrincipalAccount'] ?? []].flat();
}

/** The tenant's item in the table. */
export async function itemOf(
  system: LocalSystem,
  tenantId: string,
): Promise<Record<string, unknown> | undefined> {
  const { Item: item } = await table(system).send(
    new GetCommand({ TableName: tableName(system), Key: { pk: tenantId } }),
  );
  return item;
}

async function registrationOf(system: LocalSystem, tenantId: string): Promise<unknown> {
  return (await itemOf(system, tenantId))?.registration;
}

function putOnManagementBus(
  system: LocalSystem,
  account: LocalAccount,
  detail: unknown,
  more?: { source?: string; detailType?: string },
): Promise<void> {
  return putOnBus(system, account, system.outputs.EventBusArn, detail, more);
}

async function putOnBus(
  system: LocalSystem,
  account: LocalAccount,
  bus: string | undefined,
  detail: unknown,
  { source = 'TenantRegistration', detailType = 'Pinpoint Tenant Registration' } = {},
): Promise<void> {
  const client = new EventBridgeClient(administratorOf(system.aws, account));
  const { Entries: [entry] = [] } = await client.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: bus,
          Source: source,
          DetailType: detailType,
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  );
  if (entry?.ErrorCode !== undefined)
    throw Object.assign(new Error(entry.ErrorMessage), { name: entry.ErrorCode });
}

/** An operator's release of the names, so that the journey can be made again. */
async function forgetTenants(system: LocalSystem, ...names: readonly string[]): Promise<void> {
  for (const pk of names)
    await table(system).send(new DeleteCommand({ TableName: tableName(system), Key: { pk } }));
}

function table(system: LocalSystem): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(administratorOf(system.aws, MANAGEMENT)));
}

function tableName(system: LocalSystem): string {
  return system.outputs.TenantsTableName ?? '';
}

function s3(system: LocalSystem): S3Client {
  return new S3Client({ ...administratorOf(system.aws, MANAGEMENT), forcePathStyle: true });
}
