import {
  changed,
  role,
  withoutAction,
  withoutCondition,
  withoutEnvironment,
  withoutProperty,
  withoutResource,
  withoutResourceOf,
  withoutStatement,
  withoutTrustIn,
} from '@pinpoint-tenant-router/local-aws/mutations';
import { PASSABLE_ROLE_ARN } from '../../support/parties.ts';
import { journey, mutations, withoutActions } from '../mutation.ts';

const rule = (part: string) => ({ type: 'AWS::Events::Rule', part });
const CONFIGURATION_SET = { type: 'AWS::SMSVOICE::ConfigurationSet', part: '' };
const STREAM = { type: 'AWS::KinesisFirehose::DeliveryStream', part: 'EventDelivery' };
const UNDELIVERED = { type: 'AWS::SQS::QueuePolicy', part: 'ForwardingUndelivered' };
const SCHEDULE_PERMISSION = { type: 'AWS::Lambda::Permission', part: 'AgentAllowSchedule' };

const SEND = journey('a text goes out in the account and Region of acme');
const EVENTS = journey("a text's events reach the log group of acme");
const ACCESS = journey("a tenant's access role is for the router alone");
const PASSING = journey("a caller gives new destinations the stack's event roles");
const OWN_ROLE = journey('an event destination can use a role');
const MEDIA = journey('media is sent only from buckets');
const PROTECTED = journey('no call of the API removes what the stack made');
const OWN_RESOURCES = journey('services act with the roles of a tenant');
const ANNOUNCED = journey('the hourly announcement restores a lost record');
const AGENT_ONLY = journey('the tenant agent puts registrations on its bus');
const SAID = journey('the agent and the registrar log what they did');
const JOINS = journey('a tenant joins by being deployed');

/** What a tenant account needs. */
export const TENANT_MUTATIONS = [
  // First of all: a stream is made once a day, by the first text.
  ...mutations('tenant', EVENTS, [
    'log role: logs:CreateLogStream',
    withoutAction('MessagingLogs', 'logs:CreateLogStream'),
  ]),
  ...mutations(
    'tenant',
    SEND,
    ['access role: sms-voice:*', withoutAction('Access', 'sms-voice:*')],
    [
      'access role: trust in the management account',
      changed(
        role('Access'),
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'AWS'],
        'arn:aws:iam::555555555555:root',
      ),
    ],
    [
      "access role: the router's name",
      changed(
        role('Access'),
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'ArnEquals', 'aws:PrincipalArn'],
        'arn:aws:iam::111111111111:role/Other',
      ),
    ],
    [
      "access role: the tenant's external id",
      changed(
        role('Access'),
        ['AssumeRolePolicyDocument', 'Statement', 0, 'Condition', 'StringEquals', 'sts:ExternalId'],
        'globex',
      ),
    ],
  ),
  ...mutations('tenant', journey('a number is looked at by the Amazon Pinpoint of acme'), [
    'access role: mobiletargeting:*',
    withoutAction('Access', 'mobiletargeting:*'),
  ]),
  ...mutations(
    'tenant',
    ACCESS,
    ['access role: condition on the external id', withoutCondition(role('Access'), 'sts:ExternalId')],
    ['access role: condition on the principal', withoutCondition(role('Access'), 'aws:PrincipalArn')],
  ),
  ...mutations(
    'tenant',
    PASSING,
    ['access role: iam:PassRole', withoutAction('Access', 'iam:PassRole')],
    [
      'access role: iam:PassRole of the Firehose role',
      withoutResourceOf('Access', 'iam:PassRole', 'MessagingFirehose'),
    ],
    [
      'access role: iam:PassRole of the log role',
      withoutResourceOf('Access', 'iam:PassRole', 'MessagingLogs'),
    ],
    [
      'access role: which roles may be passed',
      changed(role('Access'), ['Policies', 0, 'PolicyDocument', 'Statement', 1, 'Resource'], '*'),
    ],
    ['access role: to whom roles may be passed', withoutCondition(role('Access'), 'iam:PassedToService')],
  ),
  ...mutations('tenant', OWN_ROLE, [
    'access role: iam:PassRole of the roles in the context',
    withoutResourceOf('Access', 'iam:PassRole', PASSABLE_ROLE_ARN),
  ]),
  ...mutations(
    'tenant',
    MEDIA,
    ['access role: s3:GetObject', withoutAction('Access', 's3:GetObject')],
    [
      'access role: which media buckets',
      changed(
        role('Access'),
        ['Policies', 0, 'PolicyDocument', 'Statement', 2, 'Resource'],
        'arn:aws:s3:::another/*',
      ),
    ],
  ),
  ...mutations(
    'tenant',
    PROTECTED,
    ["the configuration set's tag", withoutProperty(CONFIGURATION_SET, ['Tags', 0])],
    ["the pool's tag", withoutProperty({ type: 'AWS::SMSVOICE::Pool', part: '' }, ['Tags', 0])],
    [
      "the simulator number's tag",
      withoutProperty({ type: 'AWS::SMSVOICE::PhoneNumber', part: '' }, ['Tags', 0]),
    ],
  ),
  ...mutations(
    'tenant',
    EVENTS,
    ...withoutActions('log role', 'MessagingLogs', ['logs:DescribeLogStreams', 'logs:PutLogEvents']),
    ['log role: trust in End User Messaging', withoutTrustIn('sms-voice.amazonaws.com', 'MessagingLogs')],
    ['Firehose role: firehose:PutRecord', withoutAction('MessagingFirehose', 'firehose:PutRecord')],
    [
      'Firehose role: trust in End User Messaging',
      withoutTrustIn('sms-voice.amazonaws.com', 'MessagingFirehose'),
    ],
    ['event destination: log group', withoutProperty(CONFIGURATION_SET, ['EventDestinations', 0])],
    ['event destination: Firehose', withoutProperty(CONFIGURATION_SET, ['EventDestinations', 1])],
    ...withoutActions('delivery role', 'EventDelivery', [
      's3:PutObject',
      's3:PutObjectAcl',
      's3:GetBucketLocation',
    ]),
    ['delivery role: trust in Firehose', withoutTrustIn('firehose.amazonaws.com', 'EventDelivery')],
    [
      'delivery stream: a line end behind each record',
      withoutProperty(STREAM, ['ExtendedS3DestinationConfiguration', 'ProcessingConfiguration']),
    ],
    ['delivery stream: prefix', changed(STREAM, ['ExtendedS3DestinationConfiguration', 'Prefix'], 'events/')],
    [
      'delivery stream: bucket',
      changed(STREAM, ['ExtendedS3DestinationConfiguration', 'BucketARN'], 'arn:aws:s3:::other'),
    ],
  ),
  ...mutations(
    'tenant',
    OWN_RESOURCES,
    ['delivery role: condition on the account', withoutCondition(role('EventDelivery'), 'sts:ExternalId')],
    ['log role: condition on the account', withoutCondition(role('MessagingLogs'), 'aws:SourceAccount')],
    ['log role: condition on the source', withoutCondition(role('MessagingLogs'), 'aws:SourceArn')],
    [
      'Firehose role: condition on the account',
      withoutCondition(role('MessagingFirehose'), 'aws:SourceAccount'),
    ],
    ['Firehose role: condition on the source', withoutCondition(role('MessagingFirehose'), 'aws:SourceArn')],
    ['forwarding role: condition on the account', withoutCondition(role('Forwarding'), 'aws:SourceAccount')],
  ),
  ...mutations(
    'tenant',
    ANNOUNCED,
    ["agent's role: events:PutEvents", withoutAction('Agent', 'events:PutEvents')],
    ["agent's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'Agent')],
    ['forwarding role: events:PutEvents', withoutAction('Forwarding', 'events:PutEvents')],
    ['forwarding role: trust in EventBridge', withoutTrustIn('events.amazonaws.com', 'Forwarding')],
    ['forwarding rule: source', changed(rule('Forwarding'), ['EventPattern', 'source'], ['Other'])],
    ['forwarding rule: detail-type', changed(rule('Forwarding'), ['EventPattern', 'detail-type'], ['Other'])],
    ['forwarding rule: account', changed(rule('Forwarding'), ['EventPattern', 'account'], ['999999999999'])],
    ['forwarding rule: target', withoutProperty(rule('Forwarding'), ['Targets', 0])],
    ['hourly schedule: target', withoutProperty(rule('AgentHourly'), ['Targets', 0])],
    ["hourly schedule's permission", withoutResource(SCHEDULE_PERMISSION)],
    [
      'hourly schedule: the name in its message',
      withoutProperty(rule('AgentHourly'), ['Targets', 0, 'Input']),
    ],
    ['agent: DELIVERY_STREAM_ROLE_ARN', withoutEnvironment('Agent', 'DELIVERY_STREAM_ROLE_ARN')],
  ),
  ...mutations(
    'tenant',
    AGENT_ONLY,
    ["agent's role: condition on the source", withoutCondition(role('Agent'), 'events:source')],
    ["agent's role: condition on the detail-type", withoutCondition(role('Agent'), 'events:detail-type')],
  ),
  ...mutations(
    'tenant',
    SAID,
    ...withoutActions("agent's role", 'Agent', ['logs:CreateLogStream', 'logs:PutLogEvents']),
  ),
  ...mutations('tenant', journey("CloudFormation's request to take a tenant out"), [
    'agent: SETTLE_SECONDS',
    withoutEnvironment('Agent', 'SETTLE_SECONDS'),
  ]),
  ...mutations('tenant', journey('functions run for their own gateway and their own schedule'), [
    "hourly schedule's permission: which rule",
    withoutProperty(SCHEDULE_PERMISSION, ['SourceArn']),
  ]),
  ...mutations('tenant', journey('EventBridge fills the queues for the rules of the stacks alone'), [
    'undelivered events: which rule',
    withoutCondition(UNDELIVERED, 'aws:SourceArn'),
  ]),
  ...mutations(
    'tenant',
    journey('a registration that does not reach the management account'),
    [
      'forwarding rule: dead-letter queue',
      withoutProperty(rule('Forwarding'), ['Targets', 0, 'DeadLetterConfig']),
    ],
    ["forwarding rule: dead-letter queue's policy", withoutStatement(UNDELIVERED, 'sqs:SendMessage')],
  ),
  ...mutations('tenant', journey('a rename without renamedFrom is refused'), [
    "guard of the tenant's name",
    withoutResource({ type: 'Custom::TenantName', part: '' }),
  ]),
  ...mutations('tenant', JOINS, [
    "announcement of the stack's life",
    withoutResource({ type: 'Custom::TenantRegistration', part: '' }),
  ]),
];
