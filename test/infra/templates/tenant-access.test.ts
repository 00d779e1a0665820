import { type PolicyDocument, parseEventPattern } from '@pinpoint-tenant-router/local-aws/decisions';
import { describe, expect, it } from 'vitest';
import { eventBucketStatements } from '../../../registrar/contract/bucket-statements.ts';
import { ALLOWLIST, AWS_ACTIONS, isOffered } from '../../../router/actions/allowlist.ts';
import { administrator, may, mayAssume, STRANGER_ACCOUNT, service, sessionOf } from './access.ts';
import {
  MANAGEMENT,
  ORGANIZATION,
  synthesizeManagement,
  synthesizeTenant,
  TENANT,
  TENANT_CONTEXT,
} from './resolved-stack.ts';

const stack = await synthesizeTenant();
const management = await synthesizeManagement();
const narrow = await synthesizeTenant({ accessRolePermissions: 'allowlist' });

const ANOTHER_TENANT = '333333333333';
const CONFIGURATION_SET = `arn:aws:sms-voice:${TENANT.region}:${TENANT.accountId}:configuration-set/Default`;
const SMS_VOICE = { 'iam:PassedToService': 'sms-voice.amazonaws.com' };

describe('PinpointManagementAccountAccessRole', () => {
  const role = stack.role('Access');
  const router = sessionOf(management.role('Router'));
  const ofTenant = { 'sts:ExternalId': 'acme' };

  it("is assumed by the router's deployed role with the tenantId as external id", () => {
    expect(role.roleName).toBe('PinpointManagementAccountAccessRole');
    expect(mayAssume(router, role, ofTenant)).toBe(true);
  });

  it.each([
    ['the router with another external id', router, { 'sts:ExternalId': 'globex' }],
    ['the router without an external id', router, {}],
    ["the management account's administrator", administrator(MANAGEMENT.accountId), ofTenant],
    [
      "a role of the router's name elsewhere",
      administrator(ANOTHER_TENANT, 'PinpointTenantRouterRole'),
      ofTenant,
    ],
    ["the tenant account's own administrator", administrator(TENANT.accountId), ofTenant],
    ['a service', service('lambda', TENANT.accountId), ofTenant],
  ])('is not assumed by %s', (_, actor, context) => {
    expect(mayAssume(actor, role, context)).toBe(false);
  });

  it.each([
    ['service', stack],
    ['allowlist', narrow],
  ])('may do every action of the allowlist, and tag what it makes, with permissions %s', (_, of) => {
    const session = sessionOf(of.role('Access'));
    const offer = { allowedActions: null, allowedClasses: new Set([]) };
    const actions = AWS_ACTIONS.filter((action) => isOffered(action, offer)).map(
      (action) => `${ALLOWLIST[action].service}:${action}`,
    );
    const denied = [...actions, 'sms-voice:TagResource', 'mobiletargeting:TagResource'].filter(
      (action) => !may(session, { action, resource: '*' }),
    );
    expect(denied).toEqual([]);
  });

  it.each([
    'sms-voice:SetTextMessageSpendLimitOverride',
    'sms-voice:PutResourcePolicy',
    'mobiletargeting:CreateCampaign',
  ])('may do %s with permissions service, not with allowlist', (action) => {
    expect(may(sessionOf(role), { action, resource: '*' })).toBe(true);
    expect(may(sessionOf(narrow.role('Access')), { action, resource: '*' })).toBe(false);
  });

  it('may do what is on the whole account with allowlist where allowClasses says so', async () => {
    const wide = await synthesizeTenant({ accessRolePermissions: 'allowlist', allowClasses: 'account' });
    const action = 'sms-voice:SetTextMessageSpendLimitOverride';
    expect(may(sessionOf(wide.role('Access')), { action, resource: '*' })).toBe(true);
  });

  it('reads the media buckets of the context, if they are of its own account, and no other', async () => {
    const media = (await synthesizeTenant({ mediaBucketArns: 'arn:aws:s3:::pictures' })).role('Access');
    const reads = (resource: string, account: string = TENANT.accountId) =>
      may(sessionOf(media), {
        action: 's3:GetObject',
        resource,
        context: { 'aws:ResourceAccount': account },
      });
    expect(reads('arn:aws:s3:::pictures/a/b.png')).toBe(true);
    expect(reads('arn:aws:s3:::pictures/a/b.png', STRANGER_ACCOUNT)).toBe(false);
    expect(reads('arn:aws:s3:::pictures-2/a.png')).toBe(false);
  });

  it('passes the roles of the context, to End User Messaging alone', async () => {
    const mine = `arn:aws:iam::${TENANT.accountId}:role/TwoWay`;
    const passing = sessionOf((await synthesizeTenant({ passableRoleArns: mine })).role('Access'));
    const pass = (context: typeof SMS_VOICE) =>
      may(passing, { action: 'iam:PassRole', resource: mine, context });
    expect(pass(SMS_VOICE)).toBe(true);
    expect(pass({ 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(false);
  });

  it.each(['s3:GetObject', 'iam:CreateRole', 'sts:AssumeRole', 'firehose:PutRecord', 'logs:FilterLogEvents'])(
    'may not %s',
    (action) => {
      expect(may(sessionOf(role), { action, resource: '*' })).toBe(false);
    },
  );

  it('passes the roles that write events, to End User Messaging alone, and no other role', () => {
    const pass = (resource: string, context = SMS_VOICE) =>
      may(sessionOf(role), { action: 'iam:PassRole', resource, context });
    expect(pass(stack.role('MessagingLogsRole').arn)).toBe(true);
    expect(pass(stack.role('MessagingFirehoseRole').arn)).toBe(true);
    expect(pass(stack.role('EventDelivery').arn)).toBe(false);
    expect(pass(`arn:aws:iam::${TENANT.accountId}:role/Administrator`)).toBe(false);
    expect(pass(stack.role('MessagingLogsRole').arn, { 'iam:PassedToService': 'lambda.amazonaws.com' })).toBe(
      false,
    );
  });
});

describe('the roles that write message events', () => {
  const logs = stack.role('MessagingLogsRole');
  const firehose = stack.role('MessagingFirehoseRole');
  const group = stack.resource('AWS::Logs::LogGroup', 'MessagingEvents').arn;
  const stream = stack.resource('AWS::KinesisFirehose::DeliveryStream', 'EventDelivery').arn;

  it.each([logs, firehose])("are assumed for this account's configuration sets alone", (role) => {
    const smsVoice = (account: string, sourceArn: string) => service('sms-voice', account, sourceArn);
    expect(mayAssume(smsVoice(TENANT.accountId, CONFIGURATION_SET), role)).toBe(true);
    const other = CONFIGURATION_SET.replace('Default', 'Other');
    expect(mayAssume(smsVoice(TENANT.accountId, other), role)).toBe(true);
    expect(mayAssume(smsVoice(TENANT.accountId, other.replace('configuration-set', 'pool')), role)).toBe(
      false,
    );
    const foreign = CONFIGURATION_SET.replace(TENANT.accountId, STRANGER_ACCOUNT);
    expect(mayAssume(smsVoice(TENANT.accountId, foreign), role)).toBe(false);
    expect(mayAssume(smsVoice(STRANGER_ACCOUNT, CONFIGURATION_SET), role)).toBe(false);
    expect(mayAssume(service('lambda', TENANT.accountId, CONFIGURATION_SET), role)).toBe(false);
    expect(mayAssume(administrator(TENANT.accountId), role)).toBe(false);
  });

  it('reach their own destination alone', () => {
    const lines = group.replace(/\*$/, 'log-stream:one');
    expect(may(sessionOf(logs), { action: 'logs:PutLogEvents', resource: lines })).toBe(true);
    expect(may(sessionOf(logs), { action: 'logs:FilterLogEvents', resource: lines })).toBe(false);
    expect(may(sessionOf(logs), { action: 'firehose:PutRecord', resource: stream })).toBe(false);
    expect(may(sessionOf(firehose), { action: 'firehose:PutRecord', resource: stream })).toBe(true);
    expect(may(sessionOf(firehose), { action: 'firehose:PutRecord', resource: `${stream}2` })).toBe(false);
    expect(may(sessionOf(firehose), { action: 'logs:PutLogEvents', resource: lines })).toBe(false);
  });
});

describe('PinpointEventDeliveryRole', () => {
  const role = stack.role('EventDelivery');
  const bucketName = TENANT_CONTEXT.eventStreamingBucketName ?? '';
  const bucketArn = `arn:aws:s3:::${bucketName}`;
  const grant = { bucketName, partition: 'aws', organizationId: ORGANIZATION, mode: 'tenants' } as const;

  /** Both halves: the role's own policy, and the bucket policy as the registrar writes it for `tenants`. */
  function mayDeliver(
    action: string,
    resource: string,
    tenants: readonly string[] = [TENANT.accountId],
    actor = sessionOf(role),
    context: Readonly<Record<string, string>> = {},
  ): boolean {
    const resourcePolicy: PolicyDocument = {
      Version: '2012-10-17',
      Statement: eventBucketStatements(grant, tenants),
    };
    return may(actor, { action, resource, resourcePolicy, owner: MANAGEMENT.accountId, context });
  }

  it('is assumed by Firehose for streams of this account', () => {
    const of = (accountId: string) => ({ 'sts:ExternalId': accountId });
    expect(role.roleName).toBe('PinpointEventDeliveryRole');
    expect(mayAssume(service('firehose'), role, of(TENANT.accountId))).toBe(true);
    expect(mayAssume(service('firehose'), role, of(STRANGER_ACCOUNT))).toBe(false);
    expect(mayAssume(service('firehose'), role)).toBe(false);
    expect(mayAssume(service('sms-voice'), role, of(TENANT.accountId))).toBe(false);
  });

  it("delivers events and errors into this account's prefix once the tenant is registered", () => {
    const { properties } = stack.resource<{
      ExtendedS3DestinationConfiguration: { Prefix: string; ErrorOutputPrefix: string; BucketARN: string };
    }>('AWS::KinesisFirehose::DeliveryStream', 'EventDelivery');
    const { Prefix, ErrorOutputPrefix, BucketARN } = properties.ExtendedS3DestinationConfiguration;
    expect(BucketARN).toBe(bucketArn);
    expect(Prefix).toBe(`accountId=${TENANT.accountId}/date=!{timestamp:yyyy-MM-dd}/`);
    for (const prefix of [Prefix, ErrorOutputPrefix]) {
      expect(mayDeliver('s3:PutObject', `${bucketArn}/${prefix}one`)).toBe(true);
      expect(mayDeliver('s3:PutObject', `${bucketArn}/${prefix}one`, [ANOTHER_TENANT])).toBe(false);
    }
    expect(mayDeliver('s3:GetBucketLocation', bucketArn)).toBe(true);
  });

  it("lists this account's own prefix only", () => {
    const list = (prefix: string) =>
      mayDeliver('s3:ListBucket', bucketArn, [TENANT.accountId], sessionOf(role), { 's3:prefix': prefix });
    expect(list(`accountId=${TENANT.accountId}/`)).toBe(true);
    expect(list(`accountId=${ANOTHER_TENANT}/`)).toBe(false);
  });

  it('puts a line end behind each record', () => {
    const { properties } = stack.resource<{
      ExtendedS3DestinationConfiguration: { ProcessingConfiguration: unknown };
    }>('AWS::KinesisFirehose::DeliveryStream', 'EventDelivery');
    expect(properties.ExtendedS3DestinationConfiguration.ProcessingConfiguration).toEqual({
      Enabled: true,
      Processors: [
        {
          Type: 'AppendDelimiterToRecord',
          Parameters: [{ ParameterName: 'Delimiter', ParameterValue: '\\n' }],
        },
      ],
    });
  });

  it.each([
    ["another tenant's prefix", 's3:PutObject', `${bucketArn}/accountId=${ANOTHER_TENANT}/date=x/one`],
    ['the root of the bucket', 's3:PutObject', `${bucketArn}/one`],
    ['another bucket', 's3:PutObject', `arn:aws:s3:::other/accountId=${TENANT.accountId}/one`],
    ["reading another tenant's", 's3:GetObject', `${bucketArn}/accountId=${ANOTHER_TENANT}/one`],
    ['listing the whole bucket', 's3:ListBucket', bucketArn],
    ['deleting', 's3:DeleteObject', `${bucketArn}/accountId=${TENANT.accountId}/one`],
  ])('is refused %s', (_, action, resource) => {
    expect(mayDeliver(action, resource, [TENANT.accountId, ANOTHER_TENANT])).toBe(false);
  });

  it('is the only role of the account that the bucket takes objects from', () => {
    const own = `${bucketArn}/accountId=${TENANT.accountId}/one`;
    const roles = [
      undefined,
      administrator(TENANT.accountId),
      administrator(TENANT.accountId, role.roleName),
    ];
    expect(roles.map((actor) => mayDeliver('s3:PutObject', own, [TENANT.accountId], actor))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('the way of a registration out of the account', () => {
  const target = TENANT_CONTEXT.targetEventBusArn ?? '';
  const rule = stack.resource<{
    EventPattern: unknown;
    Targets: readonly { Arn: string; RoleArn: string; DeadLetterConfig: { Arn: string } }[];
  }>('AWS::Events::Rule', 'Forwarding');
  const role = stack.role('Forwarding');

  it("takes this account's registrations from the default bus and nothing else", () => {
    const matches = parseEventPattern(rule.properties.EventPattern);
    const event = {
      source: 'TenantRegistration',
      'detail-type': 'Pinpoint Tenant Registration',
      account: TENANT.accountId,
      detail: {},
    };
    expect(rule.properties).not.toHaveProperty('EventBusName');
    expect(matches(event)).toBe(true);
    for (const change of [{ source: 'aws.s3' }, { 'detail-type': 'Other' }, { account: STRANGER_ACCOUNT }]) {
      expect(matches({ ...event, ...change })).toBe(false);
    }
  });

  it('puts them on the management bus with a role that can do nothing else', () => {
    expect(rule.properties.Targets).toMatchObject([{ Arn: target, RoleArn: role.arn }]);
    expect(mayAssume(service('events', TENANT.accountId, rule.arn), role)).toBe(true);
    expect(mayAssume(service('events', STRANGER_ACCOUNT, rule.arn), role)).toBe(false);
    const anybody: PolicyDocument = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' },
    };
    const put = (resource: string) =>
      may(sessionOf(role), {
        action: 'events:PutEvents',
        resource,
        resourcePolicy: anybody,
        owner: MANAGEMENT.accountId,
      });
    expect(put(target)).toBe(true);
    expect(put(target.replace('PinpointTenantAccountBus', 'other'))).toBe(false);
  });

  it('keeps undelivered events, and accepts them only from its own rule', () => {
    const queue = stack.resource('AWS::SQS::Queue');
    expect(rule.properties.Targets[0]?.DeadLetterConfig.Arn).toBe(queue.arn);
    const { PolicyDocument: resourcePolicy } = stack.resource<{ PolicyDocument: PolicyDocument }>(
      'AWS::SQS::QueuePolicy',
    ).properties;
    const send = (sourceArn: string) =>
      may(service('events', TENANT.accountId, sourceArn), {
        action: 'sqs:SendMessage',
        resource: queue.arn,
        resourcePolicy,
      });
    expect(send(rule.arn)).toBe(true);
    expect(send(`${rule.arn}2`)).toBe(false);
  });
});

describe('the tenant agent', () => {
  const agent = sessionOf(stack.role('Agent'));
  const registration = {
    'events:source': 'TenantRegistration',
    'events:detail-type': 'Pinpoint Tenant Registration',
  };
  const bus = (name: string) => `arn:aws:events:${TENANT.region}:${TENANT.accountId}:event-bus/${name}`;

  it('announces on the default bus, and can announce nothing else', () => {
    const put = (name: string, context: Record<string, string>) =>
      may(agent, { action: 'events:PutEvents', resource: bus(name), context });
    expect(put('default', registration)).toBe(true);
    expect(put('other', registration)).toBe(false);
    expect(put('default', { ...registration, 'events:source': 'my.app' })).toBe(false);
    expect(put('default', { ...registration, 'events:detail-type': 'Other' })).toBe(false);
  });

  it('is invoked by its hourly schedule', () => {
    const schedule = stack.resource('AWS::Events::Rule', 'AgentHourly');
    expect(schedule.properties.ScheduleExpression).toBe('rate(1 hour)');
    expect(stack.resource('AWS::Lambda::Permission').properties).toMatchObject({
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: schedule.arn,
    });
  });
});
