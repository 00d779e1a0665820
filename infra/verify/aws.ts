import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { type TenantRecord, TenantRecordSchema } from '../../registrar/contract/tenant-record.ts';
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

/** All tenants that are registered now. */
export async function registeredTenants(context: VerifyContext): Promise<readonly TenantRecord[]> {
  const { TenantsTableName: TableName } = context.findings.get('outputs');
  const table = tenantsTable(context);
  const tenants: TenantRecord[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await table.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    for (const item of page.Items ?? []) {
      const parsed = v.safeParse(TenantRecordSchema, item);
      if (parsed.success && parsed.output.registration === 'Registered') tenants.push(parsed.output);
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return tenants;
}

/** The client that reads the tenants' table. */
export function tenantsTable({ deployment: { management } }: VerifyContext): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(management));
}
