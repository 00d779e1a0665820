import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createApp, createStack, synthesize } from '../../../infra/app.ts';
import type { Context } from '../../../infra/context/read-context.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../../registrar/contract/names.ts';
import { BY_WAITING_INDEX } from '../../../router/messages/callbacks/table/callback-item.ts';
import { BY_DESTINATION_INDEX, BY_TIME_INDEX } from '../../../router/messages/table/keys.ts';
import {
  inTemporaryDirectory,
  MANAGEMENT,
  MANAGEMENT_CONTEXT,
  synthesizeManagement,
  synthesizeTenant,
  TENANT,
  TENANT_CONTEXT,
} from './resolved-stack.ts';

const PASSWORD = 'Abcdefg1!';
const management = await synthesizeManagement();
const tenant = await synthesizeTenant();
const DOMAIN = {
  apiHostName: 'sms.example.com',
  parentHostedZoneId: 'Z0123456789ABC',
  parentHostedZoneName: 'example.com',
};
const withDomain = await synthesizeManagement(DOMAIN);
const withAdmin = await synthesizeManagement({ apiTempPassword: PASSWORD });

describe('the outputs', () => {
  it('are those of the contract, and those that an operator needs', () => {
    expect(Object.keys(management.template.Outputs ?? {})).toEqual([
      'PinpointManagementAccountPinpointApiProxyApiEndpoint',
      'EventBucketName',
      'EventBusArn',
      'UserPoolId',
      'ClientCredentialsClientId',
      'AuthorizationCodeClientId',
      'TokenUrl',
      'UserPoolDomainBaseUrl',
      'FunctionUrl',
      'RouterRoleArn',
      'TenantsTableName',
      'RegistrationQueueUrl',
      'RegistrationDeadLetterQueueUrl',
      'UndeliveredRegistrationsQueueUrl',
      'UndeliveredReconcilesQueueUrl',
      'MessageRetentionDays',
      'NewObjectsQueueUrl',
      'NewObjectsDeadLetterQueueUrl',
      'ServiceEventsQueueUrl',
      'ServiceEventsDeadLetterQueueUrl',
      'CallbackQueueUrl',
      'CallbackDeadLetterQueueUrl',
      'RouterLogGroupName',
      'GatewayLogGroupName',
      'AlarmTopicArn',
    ]);
    expect(management.output('PinpointManagementAccountPinpointApiProxyApiEndpoint')).toMatch(
      /^https:\/\/\w+\.execute-api\.us-east-1\.amazonaws\.com\/prod\/$/,
    );
    expect(management.output('TokenUrl')).toBe(
      `https://pinpoint-tenant-router-${MANAGEMENT.accountId}.auth.us-east-1.amazoncognito.com/oauth2/token`,
    );
  });

  it('of the management stack are the context of the tenant stack', () => {
    expect(management.output('EventBucketName')).toBe(TENANT_CONTEXT.eventStreamingBucketName);
    expect(management.output('EventBusArn')).toBe(TENANT_CONTEXT.targetEventBusArn);
  });
});

describe('what the table and the buckets hold', () => {
  it.each([
    ['AWS::DynamoDB::Table', 'Tenants', 'Retain'],
    // A first deployment that fails takes its empty buckets with it, or the second could not make them.
    ['AWS::S3::Bucket', '', 'RetainExceptOnCreate'],
  ])('outlives the stack: %s %s', (type, prefix, policy) => {
    const found = management.resources(type).filter(({ logicalId }) => logicalId.startsWith(prefix));
    expect(found.length).toBeGreaterThan(0);
    for (const { deletionPolicy } of found) expect(deletionPolicy).toBe(policy);
  });

  it('can be restored, and is not deleted by mistake', () => {
    expect(management.resource('AWS::DynamoDB::Table', 'Tenants').properties).toMatchObject({
      TableName: 'PinpointTenantsTable',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('expires keyed sends, and is deleted with the stack', () => {
    const { properties, deletionPolicy } = management.resource('AWS::DynamoDB::Table', 'KeyedSends');
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    expect(deletionPolicy).toBe('Delete');
  });

  it('keeps messages for the retention, restorable for a week more, and goes with the stack', () => {
    const { properties, deletionPolicy } = management.resource('AWS::DynamoDB::Table', 'Messages');
    expect(deletionPolicy).toBe('Delete');
    expect(properties).toMatchObject({
      TableName: 'PinpointMessages',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        { IndexName: BY_TIME_INDEX, Projection: { ProjectionType: 'KEYS_ONLY' } },
        { IndexName: BY_DESTINATION_INDEX, Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('expires texts from phones with the messages, and events when asked to', async () => {
    const rulesOf = (stack: typeof management) =>
      stack.resource<{ LifecycleConfiguration: { Rules: object[] } }>('AWS::S3::Bucket', 'EventBucketEvents')
        .properties.LifecycleConfiguration.Rules;
    expect(rulesOf(management)).toMatchObject([
      { Id: 'MoveToColderStorage' },
      { Prefix: 'inbound/', ExpirationInDays: 30 },
    ]);
    const short = await synthesizeManagement({ messageRetentionDays: '7', eventRetentionDays: '90' });
    expect(rulesOf(short)).toMatchObject([
      { Id: 'MoveToColderStorage' },
      { Prefix: 'inbound/', ExpirationInDays: 7 },
      { Prefix: 'accountId=', ExpirationInDays: 90 },
    ]);
  });

  it('keeps callbacks encrypted and restorable, with those that wait found by an index of keys alone', () => {
    const { properties } = management.resource('AWS::DynamoDB::Table', 'CallbacksRegistered');
    expect(properties).toMatchObject({
      TableName: 'PinpointCallbacks',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: BY_WAITING_INDEX, Projection: { ProjectionType: 'KEYS_ONLY' } }],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it('calls no URL of the machine itself unless the context says so', async () => {
    expect(management.text).not.toContain('LOOPBACK_CALLBACKS');
    const local = await synthesizeManagement({ loopbackCallbacks: 'on' });
    expect(local.text.match(/"LOOPBACK_CALLBACKS": ?"on"/g)).toHaveLength(2);
  });

  it('keeps nothing of messages with a retention of 0', async () => {
    const none = await synthesizeManagement({ messageRetentionDays: '0' });
    expect(none.resources('AWS::DynamoDB::Table')).toHaveLength(2);
    expect(none.resources('AWS::Events::EventBusPolicy')).toHaveLength(1);
    expect(none.text).not.toContain('MESSAGES_TABLE');
    expect(none.text).not.toMatch(/Callbacks|CALLBACK/);
    expect(none.text).not.toContain('NotificationConfiguration');
  });

  it('is public in no way', () => {
    for (const { properties } of management.resources('AWS::S3::Bucket')) {
      expect(Object.values(properties.PublicAccessBlockConfiguration ?? {})).toEqual([
        true,
        true,
        true,
        true,
      ]);
    }
  });
});

describe('the registration queue', () => {
  interface QueueProperties {
    readonly FifoQueue?: boolean;
    readonly VisibilityTimeout?: number;
    readonly RedrivePolicy?: { readonly deadLetterTargetArn: string };
  }
  const queue = management.resource<QueueProperties>('AWS::SQS::Queue', 'RegistrationQueue').properties;

  it('hides a message for six times the time the registrar has', () => {
    const { Timeout } = management.resource<{ Timeout: number }>(
      'AWS::Lambda::Function',
      'RegistrationRegistrar',
    ).properties;
    expect(queue.VisibilityTimeout).toBe(6 * Timeout);
  });

  it('keeps the order: FIFO, deduplicated by content, and one message group for all that comes in', () => {
    expect(queue).toMatchObject({ FifoQueue: true, ContentBasedDeduplication: true });
    for (const { logicalId, properties } of management.resources('AWS::Events::Rule')) {
      if (/^(ServiceEvents|Callbacks)/.test(logicalId)) continue;
      expect(properties.Targets).toMatchObject([{ SqsParameters: { MessageGroupId: 'registrations' } }]);
    }
  });

  it('has a FIFO dead-letter queue, and the rules standard ones, as each service demands', () => {
    const kindOf = new Map(
      management
        .resources<QueueProperties>('AWS::SQS::Queue')
        .map(({ arn, properties }) => [arn, properties.FifoQueue === true ? 'FIFO' : 'standard']),
    );
    expect(kindOf.get(queue.RedrivePolicy?.deadLetterTargetArn ?? '')).toBe('FIFO');
    const rules = management.resources<{ Targets: readonly { DeadLetterConfig?: { Arn: string } }[] }>(
      'AWS::Events::Rule',
    );
    // The next run makes up for a missed minute.
    const deadLetters = rules
      .filter(({ logicalId }) => !logicalId.startsWith('CallbacksEveryMinute'))
      .flatMap(({ properties }) =>
        properties.Targets.map((target) => target.DeadLetterConfig?.Arn ?? 'none'),
      );
    expect(deadLetters.map((arn) => kindOf.get(arn))).toEqual(['standard', 'standard', 'standard']);
  });

  it('gives the registrar batches whose failed part is received again', () => {
    expect(
      management.resource('AWS::Lambda::EventSourceMapping', 'RegistrationConsumer').properties,
    ).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('gets the same reconcile message from the schedule as from everybody', () => {
    const targets = management.resource('AWS::Events::Rule', 'RegistrationReconcile').properties.Targets;
    expect(targets).toMatchObject([{ Input: '{"reconcile":"schedule"}' }]);
  });
});

describe('the API', () => {
  it('wants a token of the user pool with a scope of the API for its one method', () => {
    const authorizer = management.resource('AWS::ApiGateway::Authorizer');
    expect(authorizer.properties).toMatchObject({
      Type: 'COGNITO_USER_POOLS',
      ProviderARNs: [management.resource('AWS::Cognito::UserPool').arn],
    });
    expect(management.resource('AWS::ApiGateway::Method').properties).toMatchObject({
      HttpMethod: 'POST',
      AuthorizationType: 'COGNITO_USER_POOLS',
      AuthorizerId: authorizer.logicalId,
      AuthorizationScopes: ['api/Admin', 'api/Read', 'api/Send', 'api/Manage'],
    });
  });

  it('is throttled, traced and logged without bodies, at the stage of the context', async () => {
    const stage = (await synthesizeManagement({ apiStageName: 'v1' })).resource(
      'AWS::ApiGateway::Stage',
    ).properties;
    expect(stage).toMatchObject({
      StageName: 'v1',
      TracingEnabled: false,
      MethodSettings: [{ DataTraceEnabled: false, ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 }],
    });
    // A caller may write a phone number into the path.
    expect(JSON.stringify(stage.AccessLogSetting)).not.toMatch(
      /request\.body|authorizer\.token|\.header|context\.path/,
    );
  });

  it("answers its own errors with the router's error body", () => {
    const responses = management.resources<{
      ResponseType: string;
      StatusCode: string;
      ResponseTemplates: Readonly<Record<string, string>>;
      ResponseParameters: Readonly<Record<string, string>>;
    }>('AWS::ApiGateway::GatewayResponse');
    const statuses = responses.map(({ properties }) => {
      const { ResponseType, StatusCode, ResponseTemplates, ResponseParameters } = properties;
      expect(ResponseParameters['gatewayresponse.header.x-request-id']).toBe('context.requestId');
      const body = (ResponseTemplates['application/json'] ?? '')
        .replace('$context.error.messageString', '"message"')
        .replace('$context.requestId', 'request-1');
      expect(JSON.parse(body)).toEqual({
        status: Number(StatusCode),
        error: { name: expect.stringMatching(/Exception$|^InternalFailure$/), message: expect.any(String) },
        requestId: 'request-1',
      });
      return [ResponseType, StatusCode];
    });
    expect(Object.fromEntries(statuses)).toMatchObject({
      UNAUTHORIZED: '401',
      ACCESS_DENIED: '403',
      REQUEST_TOO_LARGE: '413',
      THROTTLED: '429',
      INTEGRATION_TIMEOUT: '504',
      DEFAULT_5XX: '500',
    });
  });
});

describe('the user pool', () => {
  it('does not allow self sign-up, and issues tokens by code or to machines, never implicitly', () => {
    expect(management.resource('AWS::Cognito::UserPool').properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
    });
    const clients = management.resources('AWS::Cognito::UserPoolClient').map(({ properties }) => properties);
    expect(
      clients.map(({ AllowedOAuthFlows, GenerateSecret }) => [AllowedOAuthFlows, GenerateSecret]),
    ).toEqual([
      [['client_credentials'], true],
      [['code'], false],
    ]);
  });

  it('has no admin unless a temporary password is given, which is then in no byte of the template', () => {
    expect(management.resources('AWS::Cognito::UserPoolUser')).toEqual([]);
    expect(withAdmin.resource('AWS::Cognito::UserPoolUser').properties.Username).toBe('admin');
    expect(withAdmin.resource('AWS::Cognito::UserPoolUserToGroupAttachment').properties.GroupName).toBe(
      'Admin',
    );
    expect(withAdmin.template.Parameters).toMatchObject({ ApiTempPassword: { NoEcho: true } });
    expect(withAdmin.text).not.toContain(PASSWORD);
    expect(JSON.stringify(withAdmin.template.Outputs)).not.toContain('ApiTempPassword');
  });
});

describe('the admin', () => {
  it('stays when a later deployment gives no password', () => {
    for (const type of ['AWS::Cognito::UserPoolUser', 'AWS::Cognito::UserPoolUserToGroupAttachment']) {
      expect(withAdmin.resource(type).deletionPolicy).toBe('Retain');
    }
  });
});

describe('a custom domain', () => {
  const stack = withDomain;

  it('serves the API at its root, in a zone that the parent zone delegates to', () => {
    expect(stack.output('PinpointManagementAccountPinpointApiProxyApiEndpoint')).toBe(
      'https://sms.example.com/',
    );
    expect(stack.resource('AWS::ApiGateway::BasePathMapping').properties).not.toHaveProperty('BasePath');
    expect(stack.resource('AWS::Route53::RecordSet', 'CustomDomainDelegation').properties).toMatchObject({
      HostedZoneId: 'Z0123456789ABC',
      Name: 'sms.example.com.',
      Type: 'NS',
    });
  });

  it('leaves the zone alone, which cannot be deleted with the validation records that ACM leaves in it', () => {
    expect(stack.resource('AWS::Route53::HostedZone').deletionPolicy).toBe('Retain');
  });

  it('serves the sign-in at auth.<host>, made after the A record that Cognito looks for', () => {
    const domain = stack.resource('AWS::Cognito::UserPoolDomain');
    expect(domain.properties.Domain).toBe('auth.sms.example.com');
    expect(domain.dependsOn).toContain(
      stack.resource('AWS::Route53::RecordSet', 'CustomDomainApiRecord').logicalId,
    );
    expect(stack.output('TokenUrl')).toBe('https://auth.sms.example.com/oauth2/token');
  });

  it('refuses a deployment outside us-east-1 without a certificate from there', async () => {
    expect(Object.values(stack.template.Rules ?? {})).toMatchObject([
      { Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } }] },
    ]);
    const authCertificateArn = 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b';
    expect((await synthesizeManagement({ ...DOMAIN, authCertificateArn })).template.Rules).toBeUndefined();
  });
});

describe('the order of the deployment', () => {
  it('announces the tenant once its rule and role exist, and deletes these after the departure', () => {
    const { dependsOn } = tenant.resource('Custom::TenantRegistration');
    for (const [type, prefix] of [
      ['AWS::Events::Rule', 'Forwarding'],
      ['AWS::IAM::Role', 'Forwarding'],
      ['AWS::IAM::Role', 'Agent'],
      ['AWS::IAM::Role', 'Access'],
      ['AWS::SMSVOICE::ConfigurationSet', ''],
    ] as const) {
      expect(dependsOn).toContain(tenant.resource(type, prefix).logicalId);
    }
  });

  it('announces the tenant again when the bus changes', () => {
    const { properties } = tenant.resource('Custom::TenantRegistration');
    expect(properties).toMatchObject({
      tenantId: TENANT_CONTEXT.tenantId,
      targetEventBusArn: TENANT_CONTEXT.targetEventBusArn,
    });
  });

  it('makes the configuration set when its destinations can be tried out', () => {
    const { dependsOn, properties } = tenant.resource('AWS::SMSVOICE::ConfigurationSet');
    expect(properties.ConfigurationSetName).toBe('Default');
    for (const prefix of ['MessagingLogsRole', 'MessagingFirehoseRole']) {
      expect(dependsOn).toContain(tenant.resource('AWS::IAM::Role', prefix).logicalId);
    }
  });

  it('asks for the base policy once the queue has a consumer', async () => {
    const { dependsOn, properties } = management.resource('Custom::EventBucketPolicy');
    expect(dependsOn).toContain(
      management.resource('AWS::Lambda::EventSourceMapping', 'RegistrationConsumer').logicalId,
    );
    // A message that failed is seen again after the visibility timeout: the deployment must outlast it.
    const { VisibilityTimeout } = management.resource('AWS::SQS::Queue', 'RegistrationQueue').properties;
    const { Timeout } = management.resource('AWS::Lambda::Function', 'RegistrationBasePolicy').properties;
    expect(Number(Timeout)).toBeGreaterThan(Number(VisibilityTimeout) + 60);
    expect(Number(properties.ServiceTimeout)).toBeGreaterThan(Number(Timeout));
    const organization = await synthesizeManagement({ bucketPolicyMode: 'organization' });
    const { properties: changed } = organization.resource('Custom::EventBucketPolicy');
    expect(changed.StatementsVersion).not.toBe(properties.StatementsVersion);
  });
});

describe('the templates', () => {
  it.each([
    ['management', management, MANAGEMENT.accountId],
    ['tenant', tenant, TENANT.accountId],
  ])('name no partition and no account of their own: %s', (_, { text }, accountId) => {
    const ofContext = text.replaceAll(TENANT_CONTEXT.targetEventBusArn ?? '', '');
    expect(ofContext).not.toContain('arn:aws:');
    expect(ofContext).not.toContain(accountId);
  });

  it('give a resource a name only where the contract fixes it', () => {
    const names = [management, tenant].flatMap(({ template }) =>
      Object.values(template.Resources).flatMap(({ Properties = {} }) =>
        [
          'RoleName',
          'TableName',
          'QueueName',
          'FunctionName',
          'TopicName',
          'LogGroupName',
          'DeliveryStreamName',
        ]
          .map((property) => Properties[property])
          .filter((name) => typeof name === 'string'),
      ),
    );
    expect(names.sort()).toEqual([
      'PinpointCallbacks',
      'PinpointEventDeliveryRole',
      'PinpointInboundMessages',
      'PinpointKeyedSends',
      'PinpointManagementAccountAccessRole',
      'PinpointMessages',
      'PinpointTenantRouterRole',
      'PinpointTenantsTable',
    ]);
  });

  it('allow no wildcard action but those of the access role, which is the contract', () => {
    const actions = [management, tenant, withAdmin].flatMap(({ template }) =>
      JSON.stringify(template.Resources).match(/"[a-z0-9-]+:[A-Za-z]*\*"/g),
    );
    // The Denies without TLS cover everything.
    expect([...new Set(actions)].sort()).toEqual([
      '"mobiletargeting:*"',
      '"s3:*"',
      '"sms-voice:*"',
      '"sqs:*"',
    ]);
  });

  it('are the same when synthesized again, and deployed with tags and termination protection', () => {
    const [first, second] = [0, 1].map(() =>
      inTemporaryDirectory((outdir) => {
        const app = createApp({ outdir, checks: false });
        createStack(app, MANAGEMENT_STACK_NAME, MANAGEMENT_CONTEXT);
        createStack(app, TENANT_STACK_NAME, TENANT_CONTEXT);
        const { stacks } = app.synth();
        return stacks.map(({ stackName, terminationProtection, tags }) => ({
          stackName,
          terminationProtection,
          tags,
          template: readFileSync(join(outdir, `${stackName}.template.json`), 'utf8'),
          assets: readFileSync(join(outdir, `${stackName}.assets.json`), 'utf8'),
        }));
      }),
    );
    expect(second).toEqual(first);
    expect(first).toMatchObject([
      { terminationProtection: true, tags: { application: 'pinpoint-tenant-router' } },
      { tags: { application: 'pinpoint-tenant-router', tenant: 'acme' } },
    ]);
  });

  it('are for any account and Region, or for those that the context names', () => {
    const homeOf = (context: Context) =>
      inTemporaryDirectory((outdir) => {
        const { region } = TENANT;
        const assembly = synthesize(TENANT_STACK_NAME, { ...TENANT_CONTEXT, ...context }, outdir, {
          region,
          checks: false,
        });
        return assembly.stacks[0]?.environment.name;
      });
    expect(homeOf({})).toBe('aws://unknown-account/unknown-region');
    expect(homeOf({ tenantAccountId: TENANT.accountId })).toBe('aws://222222222222/eu-west-1');
  });
});
