import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  approveTenant,
  NameNotChangedError,
  type OperatorTable,
  releaseName,
  reserveName,
} from '../../../infra/operator/tenant-names.ts';
import type { RegistrationState } from '../../../registrar/contract/tenant-record.ts';
import { createTenantTable } from '../../../registrar/tenant-table.ts';
import {
  createManagementAccount,
  type ManagementAccount,
  TABLE,
} from '../../registrar/management-account.ts';

let account: ManagementAccount;
let table: OperatorTable;
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

async function item() {
  return (await table.client.send(new GetCommand({ TableName: TABLE, Key: { pk: tenantId } }))).Item;
}

test('a name is reserved before anybody announces it, and given to another account before that', async () => {
  await reserveName(table, tenantId, OWN);
  await reserveName(table, tenantId, OTHER);
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
  const reserving = reserveName(table, tenantId, accountId);
  if (!possible) await expect(reserving).rejects.toBeInstanceOf(NameNotChangedError);
  else await reserving;
  expect((await item())?.reservedFor).toBe(possible ? accountId : undefined);
});

test('a tenant that waits is approved for the account that was seen with it', async () => {
  await announced('Pending');
  await expect(approveTenant(table, tenantId, OTHER)).rejects.toThrow(`Account ${OTHER} does not wait`);
  await approveTenant(table, tenantId, OWN);
  expect(await item()).toMatchObject({ reservedFor: OWN, registration: 'Pending', revision: 1 });
});

test('nothing is approved that nobody announced: a misspelt name makes no item', async () => {
  await expect(approveTenant(table, tenantId, OWN)).rejects.toBeInstanceOf(NameNotChangedError);
  expect(await item()).toBeUndefined();
});

test.each<[RegistrationState, boolean]>([
  ['Deregistered', true],
  ['Withdrawn', true],
  ['Registered', false],
  ['Pending', false],
])('a name that is %s is released: %s', async (registration, possible) => {
  await announced(registration);
  const releasing = releaseName(table, tenantId, 1);
  if (!possible) await expect(releasing).rejects.toBeInstanceOf(NameNotChangedError);
  else await releasing;
  expect((await item()) === undefined).toBe(possible);
});

test('a release loses against whoever changed the item meanwhile', async () => {
  await announced('Deregistered');
  await expect(releaseName(table, tenantId, 0)).rejects.toBeInstanceOf(NameNotChangedError);
  await expect(releaseName(table, tenantId, undefined)).rejects.toBeInstanceOf(NameNotChangedError);
});

test('a reservation is released, and a name that is not there is not', async () => {
  await expect(releaseName(table, tenantId, undefined)).rejects.toBeInstanceOf(NameNotChangedError);
  await reserveName(table, tenantId, OWN);
  await releaseName(table, tenantId, undefined);
  expect(await item()).toBeUndefined();
});
