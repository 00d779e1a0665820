import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import {
  parseTenantItem,
  type RegistrationRecord,
  RegistrationRecordSchema,
} from '../../registrar/contract/tenant-record.ts';
import type { VerifyContext } from './check.ts';

/** What several hops ask AWS. */

/** The function that runs with a role; undefined when there is none. */
export async function functionWithRole(
  client: LambdaClient,
  role: string,
): Promise<FunctionConfiguration | undefined> {
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    const found = Functions.find(({ Role }) => Role === role);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the table says of all tenants. */
export interface TenantsAtLarge {
  readonly registered: readonly RegistrationRecord[];
  /** Items with attributes that nobody can read, and which: `initech (status)`. */
  readonly damaged: readonly string[];
}

/** An item with damage in an operator's attributes alone counts as registered, as the registrar sees it. */
export async function tenantsAtLarge(context: VerifyContext): Promise<TenantsAtLarge> {
  const { TenantsTableName: TableName } = context.findings.get('outputs');
  const registered: RegistrationRecord[] = [];
  const damaged: string[] = [];
  const pages = paginateScan({ client: tenantsTable(context) }, { TableName, ConsistentRead: true });
  for await (const { Items: items = [] } of pages) {
    for (const item of items) {
      const parsed = parseTenantItem(item);
      if (parsed.kind === 'damaged') damaged.push(`${item.pk} (${parsed.attributes.join(', ')})`);
      const record = v.safeParse(RegistrationRecordSchema, item);
      if (record.success && record.output.registration === 'Registered') registered.push(record.output);
    }
  }
  return { registered, damaged };
}

/** The client that reads the tenants' table. */
export function tenantsTable({ deployment: { management } }: VerifyContext): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(management));
}
