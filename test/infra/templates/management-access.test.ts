import type { PolicyDocument, Statement } from '@pinpoint-tenant-router/local-aws/decisions';
import { describe, expect, it } from 'vitest';
import { administrator, may, mayAssume, STRANGER_ACCOUNT, service, sessionOf } from './access.ts';
import { MANAGEMENT, synthesizeManagement, TENANT } from './resolved-stack.ts';

const DEVELOPER = 'arn:aws:iam::444444444444:role/Developer';
const URL_CALLER = 'arn:aws:iam::555555555555:role/services/Notifier';

const stack = await synthesizeManagement();
const opened = await synthesizeManagement({
  developerPrincipalArns: DEVELOPER,
  functionUrlCallerArns: URL_CALLER,
});

const table = stack.resource('AWS::DynamoDB::Table', 'Tenants');
const keyedSends = stack.resource('AWS::DynamoDB::Table', 'KeyedSends');
const bucket = stack.resource('AWS::S3::Bucket', 'EventBucketEvents');
const accessLogs = stack.resource('AWS::S3::Bucket', 'EventBucketAccessLogs');
const queue = stack.resource('AWS::SQS::Queue', 'RegistrationQueue');
const refused = stack.resource('AWS::SQS::Queue', 'RegistrationRefused');

interface WithPolicy {
  readonly PolicyDocument: PolicyDocument;
}

function queuePolicy(prefix: string) {
  return stack.resource<WithPolicy>('AWS::SQS::QueuePolicy', prefix).properties.PolicyDocument;
}

describe("the router's role", () => {
  const role = stack.role('Router');
  const router = sessionOf(role);

  it('looks up single tenants, and neither lists nor changes them', () => {
    const onTable = (action: string, resource = table.arn) =>
      may(router, { action: `dynamodb:${action}`, resource });
    expect(onTable('GetItem')).toBe(true);
    for (const action of ['Scan', 'Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem']) {
      expect(onTable(action), action).toBe(false);
    }
    expect(onTable('GetItem', `${table.arn}2`)).toBe(false);
  });

  it('keeps one key at a time in the table of keyed sends', () => {
    const onTable = (action: string) =>
      may(router, { action: `dynamodb:${action}`, resource: keyedSends.arn });
    for (const action of ['GetItem', 'PutItem', 'DeleteItem']) expect(onTable(action), action).toBe(true);
    for (const action of ['Scan', 'Query', 'BatchGetItem', 'UpdateItem']) {
      expect(onTable(action), action).toBe(false);
    }
  });

  it("may ask for the tenants' role within the organization, and for no other", () => {
    const trustsEverybody = (accountId: string, roleName: string) => ({
      accountId,
      roleName,
      policies: [],
      arn: `arn:aws:iam::${accountId}:role/${roleName}`,
      trust: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
      } as const,
    });
    const accessRole = 'PinpointManagementAccountAccessRole';
    expect(mayAssume(router, trustsEverybody(TENANT.accountId, accessRole))).toBe(true);
    expect(mayAssume(router, trustsEverybody(STRANGER_ACCOUNT, accessRole))).toBe(false);
    expect(mayAssume(router, trustsEverybody(TENANT.accountId, 'OrganizationAccountAccessRole'))).toBe(false);
  });

  it('writes its own log only, and reads none', () => {
    const stream = (prefix: string) =>
      stack.resource('AWS::Logs::LogGroup', prefix).arn.replace(/\*$/, 'log-stream:one');
    expect(may(router, { action: 'logs:PutLogEvents', resource: stream('Router') })).toBe(true);
    expect(may(router, { action: 'logs:PutLogEvents', resource: stream('RegistrationRegistrar') })).toBe(
      false,
    );
    expect(may(router, { action: 'logs:FilterLogEvents', resource: stream('Router') })).toBe(false);
  });

  it('is assumed by Lambda alone, unless developers are named', () => {
    const developer = administrator('444444444444', 'Developer');
    expect(mayAssume(service('lambda'), role)).toBe(true);
    expect(mayAssume(developer, role)).toBe(false);
    expect(mayAssume(administrator(MANAGEMENT.accountId), role)).toBe(false);

    const openedRole = opened.role('Router');
    expect(mayAssume(developer, openedRole)).toBe(true);
    expect(mayAssume(administrator('444444444444', 'Intern'), openedRole)).toBe(false);
    expect(mayAssume(administrator(STRANGER_ACCOUNT, 'Developer'), openedRole)).toBe(false);
  });
});

describe("the registrar's role", () => {
  const registrar = sessionOf(stack.role('RegistrationRegistrar'));

  it.each(['GetItem', 'UpdateItem', 'Scan'])('may %s in the tenants table', (action) => {
    expect(may(registrar, { action: `dynamodb:${action}`, resource: table.arn })).toBe(true);
  });

  it.each(['DeleteItem', 'DeleteTable', 'UpdateTable', 'BatchWriteItem'])('may not %s', (action) => {
    expect(may(registrar, { action: `dynamodb:${action}`, resource: table.arn })).toBe(false);
  });

  it('reads and writes the policy of the event bucket, and nothing else of any bucket', () => {
    const s3 = (action: string, resource: string) => may(registrar, { action: `s3:${action}`, resource });
    expect(s3('GetBucketPolicy', bucket.arn)).toBe(true);
    expect(s3('PutBucketPolicy', bucket.arn)).toBe(true);
    expect(s3('DeleteBucketPolicy', bucket.arn)).toBe(false);
    expect(s3('PutBucketPolicy', accessLogs.arn)).toBe(false);
    expect(s3('GetObject', `${bucket.arn}/accountId=222222222222/x`)).toBe(false);
    expect(s3('PutBucketPublicAccessBlock', bucket.arn)).toBe(false);
  });

  it('takes messages from its queue and puts refused ones into the dead-letter queue, not the other way', () => {
    const sqs = (action: string, resource: string) => may(registrar, { action: `sqs:${action}`, resource });
    expect(sqs('ReceiveMessage', queue.arn)).toBe(true);
    expect(sqs('DeleteMessage', queue.arn)).toBe(true);
    expect(sqs('SendMessage', queue.arn)).toBe(false);
    expect(sqs('SendMessage', refused.arn)).toBe(true);
    expect(sqs('ReceiveMessage', refused.arn)).toBe(false);
    expect(sqs('PurgeQueue', queue.arn)).toBe(false);
  });

  it('assumes no tenant role', () => {
    const resource = `arn:aws:iam::${TENANT.accountId}:role/PinpointManagementAccountAccessRole`;
    expect(may(registrar, { action: 'sts:AssumeRole', resource })).toBe(false);
  });
});

describe("the base policy's custom resource", () => {
  const role = sessionOf(stack.role('RegistrationBasePolicy'));

  it('asks the registrar and looks at the policy, but cannot write it', () => {
    expect(may(role, { action: 'sqs:SendMessage', resource: queue.arn })).toBe(true);
    expect(may(role, { action: 's3:GetBucketPolicy', resource: bucket.arn })).toBe(true);
    expect(may(role, { action: 's3:PutBucketPolicy', resource: bucket.arn })).toBe(false);
    expect(may(role, { action: 'dynamodb:GetItem', resource: table.arn })).toBe(false);
  });
});

describe('the management bus', () => {
  const bus = stack.resource('AWS::Events::EventBus');
  const statements = stack
    .resources<{ Statement: Statement }>('AWS::Events::EventBusPolicy')
    .map(({ properties }) => properties.Statement);
  const putWith = (accountId: string, context: Record<string, string | readonly string[]>) =>
    may(administrator(accountId), {
      action: 'events:PutEvents',
      resource: bus.arn,
      owner: MANAGEMENT.accountId,
      resourcePolicy: { Version: '2012-10-17', Statement: statements },
      context,
    });
  const put = (accountId: string, source: string, detailType: string) =>
    putWith(accountId, { 'events:source': source, 'events:detail-type': detailType });

  it('takes registrations from accounts of the organization', () => {
    expect(put(TENANT.accountId, 'TenantRegistration', 'Pinpoint Tenant Registration')).toBe(true);
  });

  it("takes AWS's own events of End User Messaging from accounts of the organization", () => {
    expect(put(TENANT.accountId, 'aws.sms-voice', 'Registration Status Change')).toBe(true);
    expect(put(STRANGER_ACCOUNT, 'aws.sms-voice', 'Registration Status Change')).toBe(false);
  });

  it.each([
    [
      'an account outside the organization',
      STRANGER_ACCOUNT,
      'TenantRegistration',
      'Pinpoint Tenant Registration',
    ],
    ['another source', TENANT.accountId, 'aws.s3', 'Pinpoint Tenant Registration'],
    ['another detail-type', TENANT.accountId, 'TenantRegistration', 'Object Created'],
  ])('refuses %s', (_, accountId, source, detailType) => {
    expect(put(accountId, source, detailType)).toBe(false);
  });

  it('refuses a call that also puts other events, or does not say what it puts', () => {
    const registrations = { 'events:detail-type': 'Pinpoint Tenant Registration' };
    const mixed = ['TenantRegistration', 'my.app'];
    expect(putWith(TENANT.accountId, { ...registrations, 'events:source': mixed })).toBe(false);
    expect(putWith(TENANT.accountId, registrations)).toBe(false);
  });
});

describe('the registration queue', () => {
  const send = (actor: Parameters<typeof may>[0], context = {}) =>
    may(actor, {
      action: 'sqs:SendMessage',
      resource: queue.arn,
      owner: MANAGEMENT.accountId,
      resourcePolicy: queuePolicy('RegistrationQueue'),
      context,
    });
  const rules = stack
    .resources<{ Targets: readonly { DeadLetterConfig: { Arn: string } }[] }>('AWS::Events::Rule')
    .filter(({ logicalId }) => logicalId.startsWith('Registration'));

  it('takes messages from the rule on the bus and from the schedule', () => {
    expect(rules).toHaveLength(2);
    for (const { arn } of rules) expect(send(service('events', MANAGEMENT.accountId, arn))).toBe(true);
  });

  it('refuses other rules, other services, other accounts, and requests without TLS', () => {
    const [rule] = rules;
    const another = `arn:aws:events:us-east-1:${STRANGER_ACCOUNT}:rule/mine`;
    expect(send(service('events', STRANGER_ACCOUNT, another))).toBe(false);
    expect(send(service('sns', MANAGEMENT.accountId, rule?.arn))).toBe(false);
    expect(send(administrator(TENANT.accountId))).toBe(false);
    expect(send(service('events', MANAGEMENT.accountId, rule?.arn), { 'aws:SecureTransport': 'false' })).toBe(
      false,
    );
    expect(send(administrator(MANAGEMENT.accountId), { 'aws:SecureTransport': 'false' })).toBe(false);
  });

  it('has dead-letter queues into which only its own rule may put', () => {
    for (const { arn, properties } of rules) {
      const deadLetterArn = properties.Targets[0]?.DeadLetterConfig.Arn ?? '';
      const deadLetters = stack.resources('AWS::SQS::Queue').find((found) => found.arn === deadLetterArn);
      const resourcePolicy = queuePolicy(deadLetters?.logicalId.replace(/[0-9A-F]{8}$/, '') ?? '');
      const attempt = { action: 'sqs:SendMessage', resource: deadLetterArn, resourcePolicy };
      for (const other of rules) {
        expect(may(service('events', MANAGEMENT.accountId, other.arn), attempt)).toBe(other.arn === arn);
      }
    }
  });
});

describe('the function', () => {
  const permissions = opened.resources('AWS::Lambda::Permission').map(({ properties }) => properties);

  it('is invoked only by this API, stage and method', () => {
    const [gateway, ...others] = stack
      .resources('AWS::Lambda::Permission')
      .filter(({ logicalId }) => !logicalId.startsWith('Callbacks'))
      .map(({ properties }) => properties);
    expect(others).toEqual([]);
    const api = stack.resource('AWS::ApiGateway::RestApi').logicalId;
    expect(gateway).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:us-east-1:${MANAGEMENT.accountId}:${api}/prod/POST/*/*`,
    });
  });

  it('admits URL callers through the URL only: a plain Invoke could carry made-up claims', () => {
    const ofCaller = permissions.filter(({ Principal }) => Principal === URL_CALLER);
    expect(
      ofCaller.map(({ Action, FunctionUrlAuthType, InvokedViaFunctionUrl }) => [
        Action,
        FunctionUrlAuthType ?? InvokedViaFunctionUrl,
      ]),
    ).toEqual([
      ['lambda:InvokeFunctionUrl', 'AWS_IAM'],
      ['lambda:InvokeFunction', true],
    ]);
    expect(stack.resource('AWS::Lambda::Url').properties.AuthType).toBe('AWS_IAM');
  });
});

describe('the buckets', () => {
  it('leave the policy of the event bucket to the registrar', () => {
    const policies = stack.resources('AWS::S3::BucketPolicy').map(({ properties }) => properties.Bucket);
    expect(policies).toEqual([accessLogs.properties.BucketName ?? accessLogs.logicalId]);
  });

  it('take access-log records of the event bucket, from S3 and over TLS alone', () => {
    const resourcePolicy = stack.resource<WithPolicy>('AWS::S3::BucketPolicy').properties.PolicyDocument;
    const put = (sourceAccount: string, sourceArn: string, context = {}) =>
      may(service('logging.s3', sourceAccount, sourceArn), {
        action: 's3:PutObject',
        resource: `${accessLogs.arn}/2026-11-23-00-00-00-0123456789ABCDEF`,
        resourcePolicy,
        context,
      });
    expect(put(MANAGEMENT.accountId, bucket.arn)).toBe(true);
    expect(put(STRANGER_ACCOUNT, 'arn:aws:s3:::stranger')).toBe(false);
    expect(put(MANAGEMENT.accountId, bucket.arn, { 'aws:SecureTransport': 'false' })).toBe(false);
    expect(
      may(administrator(MANAGEMENT.accountId), {
        action: 's3:GetObject',
        resource: `${accessLogs.arn}/x`,
        resourcePolicy,
        context: { 'aws:SecureTransport': 'false' },
      }),
    ).toBe(false);
  });
});

describe('the alarm topic', () => {
  const topic = stack.resource('AWS::SNS::Topic');
  const publish = (account: string) =>
    may(service('cloudwatch', account, `arn:aws:cloudwatch:us-east-1:${account}:alarm:one`), {
      action: 'sns:Publish',
      resource: topic.arn,
      resourcePolicy: stack.resource<WithPolicy>('AWS::SNS::TopicPolicy').properties.PolicyDocument,
    });

  it('takes messages of alarms of this account', () => {
    expect(publish(MANAGEMENT.accountId)).toBe(true);
    expect(publish(STRANGER_ACCOUNT)).toBe(false);
  });
});
