import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import {
  parseTenantItem,
  type RegistrationRecord,
  RegistrationRecordSchema,
} from '../../registrar/contract/tenant-record.ts';
import type { VerifyContext } from './check.ts';
import type { AwsAccess } from './deployment.ts';

/** What several hops ask AWS. */

export interface StackState {
  readonly status: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** @throws the client's error, `ValidationError` for a stack that does not exist */
export async function describeStack(access: AwsAccess, name: string): Promise<StackState> {
  const client = new CloudFormationClient(access);
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = stack?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { status: stack?.StackStatus ?? 'missing', outputs: Object.fromEntries(outputs ?? []) };
}

/** A stack that rolled an update back stands as it stood before. */
export function isStanding({ status }: StackState): boolean {
  return ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'].includes(
    status,
  );
}

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

/** Access with session credentials of a role; the given access stays as it is. */
export async function assume(
  access: AwsAccess,
  input: Pick<AssumeRoleCommandInput, 'RoleArn' | 'ExternalId'>,
): Promise<AwsAccess> {
  const command = new AssumeRoleCommand({ ...input, RoleSessionName: 'verify', DurationSeconds: 900 });
  const { Credentials: session } = await new STSClient(access).send(command);
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = session ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return { ...access, credentials };
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
