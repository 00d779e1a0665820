import { type DynamoDBDocumentClient, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { ACCOUNT_ID } from './contract/aws-shapes.ts';
import { type RegistrationRecord, RegistrationRecordSchema } from './contract/tenant-record.ts';

/** The registrar's side of `PinpointTenantsTable`: it neither reads nor writes operators' attributes. */
export interface TenantTable {
  /**
   * Strongly consistent; undefined for a name that nobody has registered.
   * @throws UnreadableRecordError when the item is not one the registrar wrote
   */
  read(tenantId: string): Promise<RegistrationRecord | undefined>;
  /**
   * Writes the record that follows the one read.
   * @throws Error (`ConditionalCheckFailedException`) when the item has changed since; reading again helps
   */
  write(next: RegistrationRecord): Promise<void>;
  /** Accounts with at least one registered tenantId: sorted, each once, strongly consistent. */
  registeredAccounts(): Promise<RegisteredAccounts>;
}

export interface RegisteredAccounts {
  readonly accountIds: readonly string[];
  /** How many registered items have no account id to grant. */
  readonly unreadable: number;
}

export class UnreadableRecordError extends Error {}

export function createTenantTable(client: DynamoDBDocumentClient, tableName: string): TenantTable {
  return {
    async read(tenantId) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { pk: tenantId }, ConsistentRead: true }),
      );
      // An operator may have bound callers to a name before it is registered.
      if (item?.revision === undefined) return undefined;
      const record = v.safeParse(RegistrationRecordSchema, item);
      if (record.success) return record.output;
      throw new UnreadableRecordError(record.issues.map(({ message }) => message).join('; '));
    },

    async write({ pk, ...attributes }) {
      const { names, values, assignments } = assign(attributes);
      const isFirst = attributes.revision === 1;
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: { pk },
          UpdateExpression: `SET ${assignments.join(', ')}`,
          ConditionExpression: isFirst ? 'attribute_not_exists(#revision)' : '#revision = :previous',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: isFirst ? values : { ...values, ':previous': attributes.revision - 1 },
        }),
      );
    },

    async registeredAccounts() {
      const accountIds = new Set<string>();
      let unreadable = 0;
      // Records of about 300 bytes: one page of 1 MB holds three times the tenants that the bucket policy can grant.
      const pages = paginateScan(
        { client },
        {
          TableName: tableName,
          ConsistentRead: true,
          FilterExpression: 'registration = :registered',
          ProjectionExpression: 'accountId',
          ExpressionAttributeValues: { ':registered': 'Registered' },
        },
      );
      for await (const { Items: items = [] } of pages) {
        for (const { accountId } of items) {
          if (typeof accountId === 'string' && ACCOUNT_ID.test(accountId)) accountIds.add(accountId);
          else unreadable += 1;
        }
      }
      return { accountIds: [...accountIds].sort(), unreadable };
    },
  };
}

/** One SET clause an attribute; placeholders throughout, because `region` is a reserved word. */
function assign(attributes: Omit<RegistrationRecord, 'pk'>) {
  const entries = Object.entries(attributes);
  return {
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    assignments: entries.map(([name]) => `#${name} = :${name}`),
  };
}
