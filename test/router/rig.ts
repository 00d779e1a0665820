import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createLocalAws } from '@pinpoint-tenant-router/local-aws';
import { LOCAL_ACCOUNTS } from '@pinpoint-tenant-router/local-aws/accounts';
import { FakeClock } from '@pinpoint-tenant-router/local-aws/clock';
import type { SmsVoice } from '@pinpoint-tenant-router/local-aws/messages';
import {
  ACCESS_ROLE_NAME,
  KEYED_SENDS_TABLE_NAME,
  ROUTER_ROLE_NAME,
  roleArn,
  TENANTS_TABLE_NAME,
} from '../../registrar/contract/names.ts';
import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import { createTable } from '../support/table.ts';
import { tenantRecord } from './tenant.ts';
import type { TestRouterOptions } from './test-router.ts';
import { startTestRouter } from './test-router.ts';

const { management, acme, globex } = LOCAL_ACCOUNTS;

export const TENANTS = {
  acme: tenantRecord({ pk: 'acme', accountId: acme.accountId, region: acme.region }),
  globex: tenantRecord({ pk: 'globex', accountId: globex.accountId, region: globex.region }),
};

export type Rig = Awaited<ReturnType<typeof createRig>>;

/**
 * The router on the local AWS, with the roles that the stacks make and nothing else of them: two tenants in the table,
 * each with a simulator number, pool and configuration set; a clock that only a test moves.
 */
export async function createRig() {
  const clock = new FakeClock();
  const aws = await createLocalAws({ clock });
  const { smsVoice } = aws;
  const { iam, calls, faults } = aws.kernel;
  process.env.AWS_ENDPOINT_URL = aws.url;

  const administrator = { accessKeyId: management.accessKeyId, secretAccessKey: management.secretAccessKey };
  const dynamoDb = new DynamoDBClient({ region: management.region, credentials: administrator });
  const documents = DynamoDBDocumentClient.from(dynamoDb);
  for (const TableName of [TENANTS_TABLE_NAME, KEYED_SENDS_TABLE_NAME]) {
    await createTable(dynamoDb, {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    });
  }
  const putTenant = (record: TenantRecord) =>
    documents.send(new PutCommand({ TableName: TENANTS_TABLE_NAME, Item: record }));

  const routerRole = iam.createRole(management.accountId, {
    roleName: ROUTER_ROLE_NAME,
    assumeRolePolicy: trust({ AWS: `arn:aws:iam::${management.accountId}:root` }),
    policies: { router: routerPolicy() },
  });
  for (const record of Object.values(TENANTS)) {
    iam.createRole(record.accountId, {
      roleName: ACCESS_ROLE_NAME,
      assumeRolePolicy: trust({ AWS: routerRole.arn }, record.pk),
      policies: { access: allow(['sms-voice:*', 'mobiletargeting:*'], '*') },
    });
    await equipTenant(smsVoice, record);
    await putTenant(record);
  }
  const forever = clock.now() + 365 * 86_400_000;
  const credentials = iam.keys.issue(iam.openSession(routerRole, 'function', forever));
  calls.clear();

  return {
    aws,
    smsVoice,
    clock,
    calls,
    faults,
    iam,
    putTenant,
    routerRole,
    /** Of the router's role. */
    credentials,
    accessRoleArn: (record: TenantRecord) => roleArn('aws', record.accountId, ACCESS_ROLE_NAME),
    /** A router whose caches are empty. */
    startRouter: (options: Partial<TestRouterOptions> = {}) =>
      startTestRouter({
        awsUrl: aws.url,
        credentials,
        now: () => clock.now(),
        sleep: (milliseconds) => clock.advance(milliseconds),
        ...options,
      }),
    async stop() {
      dynamoDb.destroy();
      await aws.stop();
    },
  };
}

async function equipTenant(smsVoice: SmsVoice, home: TenantRecord): Promise<void> {
  await smsVoice.call(home, 'CreateConfigurationSet', { ConfigurationSetName: 'Default' });
  const { PhoneNumberId } = await smsVoice.call(home, 'RequestPhoneNumber', {
    IsoCountryCode: 'US',
    MessageType: 'TRANSACTIONAL',
    NumberCapabilities: ['SMS'],
    NumberType: 'SIMULATOR',
  });
  await smsVoice.call(home, 'CreatePool', {
    OriginationIdentity: String(PhoneNumberId),
    MessageType: 'TRANSACTIONAL',
    IsoCountryCode: 'US',
  });
}

function routerPolicy() {
  const table = (name: string) =>
    `arn:aws:dynamodb:${management.region}:${management.accountId}:table/${name}`;
  return {
    Version: '2012-10-17' as const,
    Statement: [
      ...allow(['dynamodb:GetItem'], table(TENANTS_TABLE_NAME)).Statement,
      ...allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'], table(KEYED_SENDS_TABLE_NAME))
        .Statement,
      ...allow(['sts:AssumeRole'], `arn:aws:iam::*:role/${ACCESS_ROLE_NAME}`).Statement,
    ],
  };
}

function allow(actions: readonly string[], resource: string) {
  const statement = { Effect: 'Allow' as const, Action: actions, Resource: resource };
  return { Version: '2012-10-17' as const, Statement: [statement] };
}

function trust(principal: Record<string, string>, externalId?: string) {
  return {
    Version: '2012-10-17' as const,
    Statement: {
      Effect: 'Allow' as const,
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...(externalId !== undefined && { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
    },
  };
}
