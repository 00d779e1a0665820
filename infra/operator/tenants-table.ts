import { isDeepStrictEqual } from 'node:util';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import leven from 'leven';
import {
  OPERATOR_ATTRIBUTES,
  parseTenantItem,
  RegistrationRecordSchema,
  type TenantRecord,
} from '../../registrar/contract/tenant-record.ts';
import { RefusedError } from './refused-error.ts';

/** `PinpointTenantsTable`, accessed with an operator's credentials. */
export interface TenantsTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
}

/** An item as it was read; undefined when there was none. */
export type SeenItem = Readonly<Record<string, unknown>> | undefined;

/** The operator's attributes of an item; undefined removes an attribute. */
export type OperatorChange = {
  readonly [Name in (typeof OPERATOR_ATTRIBUTES)[number]]?: TenantRecord[Name] | undefined;
};

export async function readItem({ client, tableName }: TenantsTable, tenantId: string): Promise<SeenItem> {
  const get = new GetCommand({ TableName: tableName, Key: { pk: tenantId }, ConsistentRead: true });
  return (await client.send(get)).Item;
}

/** All items, by tenantId. */
export async function readAllItems({
  client,
  tableName,
}: TenantsTable): Promise<readonly NonNullable<SeenItem>[]> {
  const found: NonNullable<SeenItem>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true }))
    found.push(...Items);
  return found.sort((one, other) => (String(one.pk) < String(other.pk) ? -1 : 1));
}

/**
 * The record of a tenant that has been announced.
 *
 * @throws RefusedError when there is none (it suggests the most similar name), or when its item is damaged
 */
export async function readTenant(table: TenantsTable, tenantId: string): Promise<TenantRecord> {
  const item = await readItem(table, tenantId);
  const parsed = parseTenantItem(item);
  if (parsed.kind === 'record') return parsed.record;
  if (parsed.kind === 'damaged')
    throw new RefusedError(
      `The item of ${tenantId} has damaged attributes: ${parsed.attributes.join(', ')}. Repair them first.`,
    );
  if (item !== undefined) throw new RefusedError(`${tenantId} has not been announced yet.`);
  throw new RefusedError(await unknownTenant(table, tenantId));
}

/** The message for a name that is not in the table. */
export async function unknownTenant(table: TenantsTable, tenantId: string): Promise<string> {
  const names = (await readAllItems(table)).map(({ pk }) => String(pk));
  const distance = (name: string) => leven(name.toLowerCase(), tenantId.toLowerCase());
  const [closest = ''] = names.toSorted((one, other) => distance(one) - distance(other));
  const isClose = closest !== '' && distance(closest) <= Math.max(2, closest.length / 4);
  return `There is no tenant ${tenantId}.${isClose ? ` Did you mean ${closest}?` : ''}`;
}

/**
 * Writes an operator's attributes if the item has not changed since it was read.
 *
 * @param seen the item as it was read; undefined creates an item if there is still none
 * @throws RefusedError when the item has changed since it was read
 */
export async function changeItem(
  { client, tableName }: TenantsTable,
  tenantId: string,
  seen: SeenItem,
  change: OperatorChange,
): Promise<void> {
  const condition = asLastRead(seen);
  const names = Object.keys(change) as (keyof OperatorChange)[];
  const [set, removed] = [true, false].map((isSet) =>
    names.filter((name) => (change[name] !== undefined) === isSet),
  ) as [typeof names, typeof names];
  const clauses = [
    set.length > 0 ? `SET ${set.map((name) => `#${name} = :new_${name}`).join(', ')}` : '',
    removed.length > 0 ? `REMOVE ${removed.map((name) => `#${name}`).join(', ')}` : '',
  ];
  await unlessChanged(
    tenantId,
    client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { pk: tenantId },
        UpdateExpression: clauses.join(' ').trim(),
        ...condition,
        ExpressionAttributeNames: {
          ...condition.ExpressionAttributeNames,
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ...condition.ExpressionAttributeValues,
          ...Object.fromEntries(set.map((name) => [`:new_${name}`, change[name]])),
        },
      }),
    ),
  );
}

/** @throws RefusedError when the item has changed since it was read */
export async function deleteItem(
  { client, tableName }: TenantsTable,
  tenantId: string,
  seen: NonNullable<SeenItem>,
): Promise<void> {
  const command = new DeleteCommand({ TableName: tableName, Key: { pk: tenantId }, ...asLastRead(seen) });
  await unlessChanged(tenantId, client.send(command));
}

/**
 * For a command that changes more than the item: whether it still is what was asked about.
 *
 * @throws RefusedError when the item has changed since it was read
 */
export async function assertAsSeen(
  table: TenantsTable,
  tenantId: string,
  seen: NonNullable<SeenItem>,
): Promise<void> {
  if (!isDeepStrictEqual(await readItem(table, tenantId), seen)) throw changedMeanwhile(tenantId);
}

const KNOWN_ATTRIBUTES = [...Object.keys(RegistrationRecordSchema.entries), ...OPERATOR_ATTRIBUTES];

/** The condition that the item is, or is not, there and that each attribute, the registrar's too, is unchanged. */
function asLastRead(seen: SeenItem) {
  if (seen === undefined)
    return { ConditionExpression: 'attribute_not_exists(pk)', ExpressionAttributeNames: {} };
  const names = [...new Set([...KNOWN_ATTRIBUTES, ...Object.keys(seen)])].filter((name) => name !== 'pk');
  const present = names.filter((name) => seen[name] !== undefined);
  const conditions = names.map((name) =>
    present.includes(name) ? `#${name} = :${name}` : `attribute_not_exists(#${name})`,
  );
  return {
    ConditionExpression: ['attribute_exists(pk)', ...conditions].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ...(present.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(present.map((name) => [`:${name}`, seen[name]])),
    }),
  };
}

async function unlessChanged(tenantId: string, write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
      throw changedMeanwhile(tenantId, error);
    throw error;
  }
}

function changedMeanwhile(tenantId: string, cause?: Error): RefusedError {
  return new RefusedError(
    `${tenantId} was changed meanwhile, so nothing was done. Look at it with npm run tenants -- show ${tenantId}, then run this again.`,
    { cause },
  );
}
