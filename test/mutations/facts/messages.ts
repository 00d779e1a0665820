import {
  changed,
  role,
  withoutAction,
  withoutCondition,
  withoutEnvironment,
  withoutProperty,
  withoutResource,
  withoutStatement,
  withoutTrustIn,
} from '@pinpoint-tenant-router/local-aws/mutations';
import { DEPLOYMENT, journey, mutations, withoutActions, withoutVariables } from '../mutation.ts';

const rule = (part: string) => ({ type: 'AWS::Events::Rule', part });
const queuePolicy = (part: string) => ({ type: 'AWS::SQS::QueuePolicy', part });
const BUS_POLICY = { type: 'AWS::Events::EventBusPolicy', part: 'ServiceEvents' };
const BUCKET = { type: 'AWS::S3::Bucket', part: 'EventBucketEvents' };
const OBJECTS_CONSUMER = { type: 'AWS::Lambda::EventSourceMapping', part: 'ConsumeNewObjects' };
const EVENTS_CONSUMER = { type: 'AWS::Lambda::EventSourceMapping', part: 'ConsumeServiceEvents' };
const INBOUND_STREAM = { type: 'AWS::KinesisFirehose::DeliveryStream', part: 'Inbound' };

const STATUS = journey('a text is known as ACCEPTED at once');
const INBOUND = journey('a text from a phone becomes an inbound message');
const REGISTRATION = journey("a change of a registration comes over the tenant's default bus");
const SAID = journey('the message reader logs what it read');
const OWN_RULES = journey('EventBridge fills the queues for the rules of the stacks alone');
const SERVICES = journey('S3 and SNS act for the buckets and topics of their own account alone');

/** What the status of messages needs. */
export const MESSAGE_MUTATIONS = [
  ...mutations(
    'management',
    STATUS,
    ...withoutActions("router's role", 'RouterRole', [
      'dynamodb:PutItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
    ]),
    ['router: MESSAGES_TABLE', withoutEnvironment('RouterFunction', 'MESSAGES_TABLE')],
    ['event bucket: notifications', withoutProperty(BUCKET, ['NotificationConfiguration'])],
    ["new objects: the reader's mapping", withoutResource(OBJECTS_CONSUMER)],
    ...withoutActions("reader's role", 'MessageReader', [
      's3:GetObject',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
    ]),
    ...withoutVariables('reader', 'MessageReader', [
      'EVENT_BUCKET',
      'MESSAGES_TABLE',
      'MESSAGE_RETENTION_DAYS',
    ]),
    ["reader's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'MessageReader')],
    ["new objects: S3's permission", withoutStatement(queuePolicy('NewObjectsQueue'), 's3.amazonaws.com')],
    ...withoutActions("reader's role", 'MessageReader', ['sqs:ReceiveMessage', 'sqs:GetQueueAttributes']),
  ),
  ...mutations('management', DEPLOYMENT, [
    'table: index by time',
    withoutProperty({ type: 'AWS::DynamoDB::Table', part: 'Messages' }, ['GlobalSecondaryIndexes', 0]),
  ]),
  ...mutations(
    'management',
    REGISTRATION,
    ['bus policy of service events', withoutResource(BUS_POLICY)],
    [
      'bus policy of service events: the organization',
      changed(BUS_POLICY, ['Statement', 'Condition', 'StringEquals', 'aws:PrincipalOrgID'], 'o-other00000'),
    ],
    ['rule of service events: source', changed(rule('ServiceEvents'), ['EventPattern', 'source'], ['Other'])],
    ['rule of service events: target', withoutProperty(rule('ServiceEvents'), ['Targets', 0])],
    [
      'queue of service events: the rule',
      withoutStatement(queuePolicy('ServiceEventsNewsQueue'), 'events.amazonaws.com'),
    ],
    ["service events: the reader's mapping", withoutResource(EVENTS_CONSUMER)],
  ),
  ...mutations(
    'management',
    SERVICES,
    ['new objects: which bucket', withoutCondition(queuePolicy('NewObjectsQueue'), 'aws:SourceArn')],
    ['new objects: whose bucket', withoutCondition(queuePolicy('NewObjectsQueue'), 'aws:SourceAccount')],
  ),
  ...mutations(
    'management',
    OWN_RULES,
    [
      'queue of service events: which rule',
      withoutCondition(queuePolicy('ServiceEventsNewsQueue'), 'aws:SourceArn'),
    ],
    [
      'undelivered service events: which rule',
      withoutCondition(queuePolicy('ServiceEventsNewsDeadLetters'), 'aws:SourceArn'),
    ],
  ),
  ...mutations(
    'management',
    SAID,
    ...withoutActions("reader's role", 'MessageReader', ['logs:CreateLogStream', 'logs:PutLogEvents']),
  ),
  ...mutations(
    'tenant',
    INBOUND,
    [
      'inbound topic: End User Messaging',
      withoutStatement({ type: 'AWS::SNS::TopicPolicy', part: 'Inbound' }, 'sms-voice.amazonaws.com'),
    ],
    ['subscription role: trust in SNS', withoutTrustIn('sns.amazonaws.com', 'InboundSubscription')],
    ['inbound subscription', withoutResource({ type: 'AWS::SNS::Subscription', part: 'Inbound' })],
    ['subscription role: firehose:PutRecord', withoutAction('InboundSubscription', 'firehose:PutRecord')],
    [
      'inbound stream: prefix',
      changed(INBOUND_STREAM, ['ExtendedS3DestinationConfiguration', 'Prefix'], 'accountId=222222222222/'),
    ],
  ),
  ...mutations('tenant', SERVICES, [
    'subscription role: condition on the account',
    withoutCondition(role('InboundSubscription'), 'aws:SourceAccount'),
  ]),
  ...mutations(
    'tenant',
    REGISTRATION,
    [
      'forwarding of service events: source',
      changed(rule('ServiceEvents'), ['EventPattern', 'source'], ['Other']),
    ],
    [
      'forwarding of service events: detail-type',
      changed(rule('ServiceEvents'), ['EventPattern', 'detail-type'], ['Other']),
    ],
    ['forwarding of service events: target', withoutProperty(rule('ServiceEvents'), ['Targets', 0])],
  ),
];
