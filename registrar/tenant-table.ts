import { type DynamoDBDocumentClient, GetCommand, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import {
  parseTenantItem,
  type RegistrationRecord,
  RegistrationRecordSchema,
  type RegistrationState,
  TenantRecordSchema,
} from './contract/tenant-record.ts';
import type { NameEntry } from './decision/decide.ts';
import type { HeldName } from './decision/names-of-account.ts';

/**
 * The registrar's access to `PinpointTenantsTable`. Of the operator's attributes it reads `reservedFor`, and it writes
 * none.
 */
export interface TenantTable {
  /**
   * Strongly consistent; empty for a name that is neither announced nor reserved.
   * @throws UnreadableRecordError when the registrar cannot have written the item
   */
  read(tenantId: string): Promise<NameEntry>;
  /**
   * Writes the next record of a name.
   * @throws Error (`ConditionalCheckFailedException`) when the item has changed since it was read
   */
  write(next: RegistrationRecord): Promise<void>;
  /** All names that have been announced, strongly consistent. */
  readAll(): Promise<TableContents>;
}

export interface TableContents {
  /** Includes damaged items whose account and state can be read. */
  readonly names: readonly AnnouncedName[];
  /** Items with a value that neither the registrar nor an operator's command writes. */
  readonly damaged: readonly DamagedItem[];
}

export interface AnnouncedName extends HeldName, NameEntry {
  readonly registration: RegistrationState;
}

export interface DamagedItem {
  readonly tenantId: string;
  readonly attributes: readonly string[];
}

export class UnreadableRecordError extends Error {}

export function createTenantTable(client: DynamoDBDocumentClient, tableName: string): TenantTable {
  return {
    async read(tenantId) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { pk: tenantId }, ConsistentRead: true }),
      );
      const entry = entryOf(item ?? {});
      if (item?.revision === undefined || entry.record !== undefined) return entry;
      const parsed = parseTenantItem(item);
      const attributes = parsed.kind === 'damaged' ? parsed.attributes : [];
      throw new UnreadableRecordError(`damaged attributes: ${attributes.join(', ')}`);
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

    async readAll() {
      const names: AnnouncedName[] = [];
      const damaged: DamagedItem[] = [];
      // With records of about 300 bytes, one page of 1 MB holds three times the tenants that the bucket policy can
      // grant.
      const pages = paginateScan({ client }, { TableName: tableName, ConsistentRead: true });
      for await (const { Items: items = [] } of pages) {
        for (const item of items) {
          const parsed = parseTenantItem(item);
          if (parsed.kind === 'damaged')
            damaged.push({ tenantId: String(item.pk), attributes: parsed.attributes });
          const name = v.safeParse(NameSchema, item);
          if (name.success) names.push({ ...name.output, ...entryOf(item) });
        }
      }
      return { names, damaged };
    },
  };
}

/** What every reader of all names needs. Other attributes of the item may be damaged. */
const NameSchema = v.pipe(
  v.pick(TenantRecordSchema, ['pk', 'accountId', 'registration']),
  v.transform(({ pk, ...name }) => ({ tenantId: pk, ...name })),
);

/** A `reservedFor` that is not an account id equals no account, so it admits nobody. */
function entryOf(item: Readonly<Record<string, unknown>>): NameEntry {
  const record = v.safeParse(RegistrationRecordSchema, item);
  return {
    ...(record.success && { record: record.output }),
    ...(item.reservedFor !== undefined && { reservedFor: String(item.reservedFor) }),
  };
}

/** One SET clause for each attribute, with placeholders because `region` is a reserved word. */
function assign(attributes: Omit<RegistrationRecord, 'pk'>) {
  const entries = Object.entries(attributes);
  return {
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    assignments: entries.map(([name]) => `#${name} = :${name}`),
  };
}
