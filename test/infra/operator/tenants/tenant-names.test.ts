import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { RefusedError } from '../../../../infra/operator/refused-error.ts';
import { approveTenant, releaseName, reserveName } from '../../../../infra/operator/tenants/tenant-names.ts';
import {
  changeItem,
  readItem,
  type SeenItem,
  type TenantsTable,
} from '../../../../infra/operator/tenants-table.ts';
import type { RegistrationState } from '../../../../registrar/contract/tenant-record.ts';
import { createTenantTable } from '../../../../registrar/tenant-table.ts';
import {
  createManagementAccount,
  type ManagementAccount,
  TABLE,
} from '../../../registrar/management-account.ts';

let account: ManagementAccount;
let table: TenantsTable;
let tenantId: string;
let names = 0;

const OWN = '222222222222';
const OTHER = '333333333333';

beforeAll(async () => {
  account = await createManagementAccount();
  table = {
    client: DynamoDBDocumentClient.from(new DynamoDBClient(account.operator)),
    tableName: TABLE,
  };
});
afterAll(() => account.aws.stop());
beforeEach(() => {
  names += 1;
  tenantId = `tenant-${names}`;
});

/** As the registrar writes it. */
async function announced(registration: RegistrationState): Promise<void> {
  await createTenantTable(table.client, TABLE).write({
    pk: tenantId,
    accountId: OWN,
    region: 'us-east-1',
    deliveryStreamRoleArn: `arn:aws:iam::${OWN}:role/PinpointEventDeliveryRole`,
    registration,
    eventTime: '2026-11-23T12:00:00Z',
    sequence: 1795435200000,
    eventId: 'e1',
    revision: 1,
  });
}

async function item(): Promise<SeenItem> {
  return await readItem(table, tenantId);
}

async function reserve(accountId: string): Promise<void> {
  await reserveName(table, tenantId, await item(), accountId);
}

async function approve(accountId: string): Promise<void> {
  await approveTenant(table, tenantId, await item(), accountId);
}

async function release(): Promise<void> {
  await releaseName(table, tenantId, (await item()) ?? {});
}

test('a name is reserved before anybody announces it, and given to another account before that', async () => {
  await reserve(OWN);
  await reserve(OTHER);
  expect(await item()).toEqual({ pk: tenantId, reservedFor: OTHER });
});

test.each<[RegistrationState, string, boolean]>([
  ['Pending', OTHER, true],
  ['Withdrawn', OTHER, true],
  ['Registered', OWN, true],
  ['Registered', OTHER, false],
  ['Deregistered', OTHER, false],
])('a name that is %s is reserved for %s: %s', async (registration, accountId, possible) => {
  await announced(registration);
  const reserving = reserve(accountId);
  if (!possible) await expect(reserving).rejects.toBeInstanceOf(RefusedError);
  else await reserving;
  expect((await item())?.reservedFor).toBe(possible ? accountId : undefined);
});

test.each([
  ['stay when it is reserved for its own account', OWN, { [OWN]: ['read'] }],
  ['go when it is reserved for another', OTHER, undefined],
])('the bindings of a name that waits %s', async (_what, accountId, callers) => {
  await announced('Pending');
  await changeItem(table, tenantId, await item(), { callers: { [OWN]: ['read'] }, exclusive: true });
  await reserve(accountId);
  expect((await item())?.callers).toEqual(callers);
  expect((await item())?.exclusive).toBe(callers && true);
});

test('a tenant that waits is approved for the account that was seen with it', async () => {
  await announced('Pending');
  await expect(approve(OTHER)).rejects.toThrow(`Account ${OTHER} has no pending registration`);
  await approve(OWN);
  expect(await item()).toMatchObject({ reservedFor: OWN, registration: 'Pending', revision: 1 });
});

test('nothing is approved that nobody announced: a misspelt name makes no item', async () => {
  await expect(approve(OWN)).rejects.toBeInstanceOf(RefusedError);
  expect(await item()).toBeUndefined();
});

test.each<[RegistrationState, boolean]>([
  ['Deregistered', true],
  ['Withdrawn', true],
  ['Registered', false],
  ['Pending', false],
])('a name that is %s is released: %s', async (registration, possible) => {
  await announced(registration);
  const releasing = release();
  if (!possible) await expect(releasing).rejects.toBeInstanceOf(RefusedError);
  else await releasing;
  expect((await item()) === undefined).toBe(possible);
});

test('a reservation is released, and a name that is not there is not', async () => {
  await expect(release()).rejects.toThrow('was changed meanwhile');
  await reserve(OWN);
  await release();
  expect(await item()).toBeUndefined();
});

type Attributes = Readonly<Record<string, unknown>>;

test.each<[string, Attributes]>([
  ['the registrar', { revision: 2 }],
  ['another operator', { callers: { client: ['read'] } }],
  ['another operator, a member of a map', { callers: { other: ['read', 'send'] } }],
  ['a newer version of this command', { somethingNew: true }],
])('a release and a change lose against %s', async (_who, attributes) => {
  await announced('Deregistered');
  await update({ callers: { other: ['read'] }, somethingNew: false });
  const seen = await item();
  await update(attributes);
  const after = await item();
  await expect(releaseName(table, tenantId, seen ?? {})).rejects.toThrow('was changed meanwhile');
  await expect(changeItem(table, tenantId, seen, { status: 'suspended' })).rejects.toBeInstanceOf(
    RefusedError,
  );
  expect(await item()).toEqual(after);
});

test('a reservation loses against whoever made the item meanwhile', async () => {
  const seen = await item();
  await announced('Pending');
  await expect(reserveName(table, tenantId, seen, OTHER)).rejects.toThrow('was changed meanwhile');
});

async function update(attributes: Attributes): Promise<void> {
  await table.client.send(new PutCommand({ TableName: TABLE, Item: { ...(await item()), ...attributes } }));
}
