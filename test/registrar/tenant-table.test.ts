import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RegistrationRecord } from '../../registrar/contract/tenant-record.ts';
import { createTenantTable, UnreadableRecordError } from '../../registrar/tenant-table.ts';
import { createManagementAccount, type ManagementAccount, TABLE } from './management-account.ts';

let account: ManagementAccount;
let items: DynamoDBDocumentClient;
let tenantId: string;
let names = 0;

beforeAll(async () => {
  account = await createManagementAccount();
  items = DynamoDBDocumentClient.from(new DynamoDBClient(account.operator));
});
afterAll(() => account.aws.stop());
beforeEach(() => {
  names += 1;
  tenantId = `tenant-${names}`;
});

function record(more: Partial<RegistrationRecord> = {}): RegistrationRecord {
  return {
    pk: tenantId,
    accountId: '222222222222',
    region: 'us-east-1',
    deliveryStreamRoleArn: 'arn:aws:iam::222222222222:role/PinpointEventDeliveryRole',
    registration: 'Registered',
    eventTime: '2026-11-23T12:00:00Z',
    sequence: 1795435200000,
    eventId: 'e1',
    revision: 1,
    ...more,
  };
}

async function itemOf(pk: string) {
  return (await items.send(new GetCommand({ TableName: TABLE, Key: { pk } }))).Item;
}

const table = () => createTenantTable(items, TABLE);

test('reads back what it wrote, revision after revision', async () => {
  expect(await table().read(tenantId)).toEqual({});
  await table().write(record());
  expect(await table().read(tenantId)).toEqual({ record: record() });
  const next = record({ registration: 'Deregistered', eventId: 'e2', revision: 2 });
  await table().write(next);
  expect(await table().read(tenantId)).toEqual({ record: next });
});

describe('of two writers that read the same', () => {
  const conflict = { name: 'ConditionalCheckFailedException' };

  test('the second one’s first record is refused', async () => {
    await table().write(record({ eventId: 'theirs' }));
    await expect(table().write(record({ eventId: 'ours' }))).rejects.toMatchObject(conflict);
    expect(await itemOf(tenantId)).toMatchObject({ eventId: 'theirs' });
  });

  test('the second one’s change is refused', async () => {
    await table().write(record());
    await table().write(record({ eventId: 'theirs', revision: 2 }));
    await expect(table().write(record({ eventId: 'ours', revision: 2 }))).rejects.toMatchObject(conflict);
    expect(await itemOf(tenantId)).toMatchObject({ eventId: 'theirs' });
  });

  test('a change of an item that an operator has deleted meanwhile is refused', async () => {
    await expect(table().write(record({ revision: 5 }))).rejects.toMatchObject(conflict);
    expect(await itemOf(tenantId)).toBeUndefined();
  });
});

describe('operators’ attributes', () => {
  const bound = { status: 'suspended', allowedCallers: ['client-1'] };

  test('survive every registration', async () => {
    await table().write(record());
    await items.send(
      new UpdateCommand({
        TableName: TABLE,
        Key: { pk: tenantId },
        UpdateExpression: 'SET #status = :status, allowedCallers = :callers',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':status': bound.status, ':callers': bound.allowedCallers },
      }),
    );
    await table().write(record({ registration: 'Deregistered', revision: 2 }));
    expect(await itemOf(tenantId)).toEqual({
      ...record({ registration: 'Deregistered', revision: 2 }),
      ...bound,
    });
  });

  test('may be there before the tenant registers', async () => {
    await items.send(new PutCommand({ TableName: TABLE, Item: { pk: tenantId, ...bound } }));
    expect(await table().read(tenantId)).toEqual({});
    await table().write(record());
    expect(await itemOf(tenantId)).toEqual({ ...record(), ...bound });
  });
});

test('reads the account for which a name is reserved, before it is announced', async () => {
  await items.send(new PutCommand({ TableName: TABLE, Item: { pk: tenantId, reservedFor: '222222222222' } }));
  expect(await table().read(tenantId)).toEqual({ reservedFor: '222222222222' });
});

test('names the damaged attributes of an item', async () => {
  const Item = { ...record(), accountId: '*', status: 'Suspended' };
  await items.send(new PutCommand({ TableName: TABLE, Item }));
  const reading = table().read(tenantId);
  await expect(reading).rejects.toBeInstanceOf(UnreadableRecordError);
  await expect(reading).rejects.toThrow('damaged attributes: accountId, status');
});

test('lists the names that were announced, and those that are damaged', async () => {
  const other = await createManagementAccount();
  try {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(other.operator));
    const put = (Item: Record<string, unknown>) => client.send(new PutCommand({ TableName: TABLE, Item }));
    const fresh = createTenantTable(client, TABLE);
    expect(await fresh.readAll()).toEqual({ names: [], damaged: [] });
    await fresh.write(record({ pk: 'acme' }));
    await fresh.write(record({ pk: 'gone', accountId: '444444444444', registration: 'Deregistered' }));
    await put({ ...record({ pk: 'nowhere' }), accountId: '*' });
    await put({ ...record({ pk: 'misspelt' }), status: 'Suspended' });
    await put({ pk: 'bound', allowedCallers: ['client-1'] });
    const { names, damaged } = await fresh.readAll();
    expect(
      names.map(({ tenantId, accountId, registration }) => [tenantId, accountId, registration]).sort(),
    ).toEqual([
      ['acme', '222222222222', 'Registered'],
      ['gone', '444444444444', 'Deregistered'],
      // Damage of an operator's attribute does not remove a grant.
      ['misspelt', '222222222222', 'Registered'],
    ]);
    expect(damaged.toSorted((a, b) => (a.tenantId < b.tenantId ? -1 : 1))).toEqual([
      { tenantId: 'misspelt', attributes: ['status'] },
      { tenantId: 'nowhere', attributes: ['accountId'] },
    ]);
  } finally {
    await other.aws.stop();
  }
});
