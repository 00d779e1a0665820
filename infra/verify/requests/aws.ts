import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import {
  parseTenantItem,
  type RegistrationRecord,
  RegistrationRecordSchema,
} from '../../../registrar/contract/tenant-record.ts';
import type { VerifyContext } from '../check.ts';

/** Requests to AWS that several hops share. */

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

/** The table's content about all tenants. */
export interface TenantsAtLarge {
  readonly registered: readonly RegistrationRecord[];
  /** Items with damaged attributes, and which: `initech (status)`. */
  readonly damaged: readonly string[];
}

/** Like the registrar, counts an item as registered when only an operator's attributes are damaged. */
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

/** The client for the tenants table. */
export function tenantsTable({ deployment: { management } }: VerifyContext): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(management));
}
