import { createLocalAws, type LocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import type { Statement } from '@pinpoint-tenant-router/local-aws/decisions';

const { management, acme, globex } = LOCAL_ACCOUNTS;

export const TABLE = 'PinpointTenantsTable';
export const BUCKET = 'pinpoint-event-stream-data-111111111111-us-east-1';
const DEAD_LETTERS = 'refused.fifo';

export interface ManagementAccount {
  readonly aws: LocalAws;
  readonly deadLettersArn: string;
  /** Lambda's and the template's environment variables, with credentials of the registrar's role. */
  readonly environment: Readonly<Record<string, string>>;
  /** Client options that hold credentials of the tenant's delivery role, as Firehose would. */
  readonly deliveryOf: (tenant: 'acme' | 'globex') => ReturnType<typeof clientOptions>;
  /** Client options of the account's administrator. */
  readonly operator: ReturnType<typeof clientOptions>;
}

/** `CreateTable` answers while the table is still `CREATING`. */
async function untilActive(aws: LocalAws): Promise<void> {
  for (let status: unknown; status !== 'ACTIVE'; ) {
    const { Table } = await aws.dynamoDb.database(management).run('DescribeTable', { TableName: TABLE });
    status = (Table as { TableStatus?: string }).TableStatus;
  }
}

/** A local AWS with what the registrar works on, and roles that may do what the deployed ones may. */
export async function createManagementAccount(): Promise<ManagementAccount> {
  const aws = await createLocalAws();
  await aws.dynamoDb.database(management).run('CreateTable', {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  await untilActive(aws);
  aws.s3.createBucket(management, BUCKET);
  const deadLetters = aws.sqs.createQueue(management, { QueueName: DEAD_LETTERS, FifoQueue: true });
  const registrar = session(aws, management.accountId, 'Registrar', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:Scan'],
      Resource: `arn:aws:dynamodb:us-east-1:${management.accountId}:table/${TABLE}`,
    },
    {
      Effect: 'Allow',
      Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
      Resource: `arn:aws:s3:::${BUCKET}`,
    },
    { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: deadLetters.arn },
  ]);
  const deliveries = {
    acme: deliverySession(aws, acme.accountId),
    globex: deliverySession(aws, globex.accountId),
  };
  return {
    aws,
    deadLettersArn: deadLetters.arn,
    environment: {
      TENANTS_TABLE: TABLE,
      EVENT_BUCKET: BUCKET,
      ORGANIZATION_ID: LOCAL_ORGANIZATION_ID,
      DEAD_LETTER_QUEUE_URL: deadLetters.url,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: management.region,
      AWS_MAX_ATTEMPTS: '1',
      AWS_ACCESS_KEY_ID: registrar.accessKeyId,
      AWS_SECRET_ACCESS_KEY: registrar.secretAccessKey,
      AWS_SESSION_TOKEN: registrar.sessionToken,
    },
    deliveryOf: (tenant) => clientOptions(aws, deliveries[tenant]),
    operator: clientOptions(aws, management),
  };
}

function deliverySession(aws: LocalAws, accountId: string) {
  return session(aws, accountId, 'PinpointEventDeliveryRole', [
    { Effect: 'Allow', Action: ['s3:PutObject'], Resource: `arn:aws:s3:::${BUCKET}/*` },
  ]);
}

function session(aws: LocalAws, accountId: string, roleName: string, statements: readonly Statement[]) {
  const { iam, clock } = aws.kernel;
  const role = iam.createRole(accountId, {
    roleName,
    assumeRolePolicy: {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: { AWS: accountId }, Action: 'sts:AssumeRole' },
    },
    policies: { permissions: { Version: '2012-10-17', Statement: statements } },
  });
  return iam.keys.issue(iam.openSession(role, 'test', clock.now() + 3_600_000));
}

function clientOptions(
  aws: LocalAws,
  key: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
) {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  return { endpoint: aws.url, region: management.region, credentials, maxAttempts: 1 };
}
