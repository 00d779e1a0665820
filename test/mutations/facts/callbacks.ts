import {
  role,
  withoutAction,
  withoutEnvironment,
  withoutProperty,
  withoutResource,
  withoutStatement,
  withoutTrustIn,
} from '@pinpoint-tenant-router/local-aws/mutations';
import { DEPLOYMENT, journey, mutations, withoutActions, withoutVariables } from '../mutation.ts';

const TABLE = { type: 'AWS::DynamoDB::Table', part: 'CallbacksRegistered' };
const CONSUMER = { type: 'AWS::Lambda::EventSourceMapping', part: 'ConsumeDeliveries' };
const SCHEDULE = { type: 'AWS::Events::Rule', part: 'CallbacksEveryMinute' };
const SCHEDULE_PERMISSION = { type: 'AWS::Lambda::Permission', part: 'CallbacksAllowSchedule' };

const TOLD = journey('a callback gets the events of a message');
const WAITING = journey('deliveries wait while their callback fails');
const GIVEN_UP = journey('a delivery that failed every time is given up');
const SAID = journey('the deliverer logs counts');

/** What it takes to call tenants back. */
export const CALLBACK_MUTATIONS = [
  ...mutations(
    'management',
    TOLD,
    ...withoutActions("router's role", 'RouterRole', ['dynamodb:UpdateItem', 'sqs:SendMessage']),
    ...withoutVariables('router', 'RouterFunction', [
      'CALLBACKS_TABLE',
      'CALLBACK_QUEUE_URL',
      'LOOPBACK_CALLBACKS',
    ]),
    ...withoutActions("reader's role", 'MessageReader', ['dynamodb:Query', 'sqs:SendMessage']),
    ...withoutVariables('reader', 'MessageReader', ['CALLBACKS_TABLE', 'CALLBACK_QUEUE_URL']),
    ["deliveries: the deliverer's mapping", withoutResource(CONSUMER)],
    ...withoutActions("deliverer's role", 'CallbacksDeliverer', [
      'sqs:ReceiveMessage',
      'sqs:GetQueueAttributes',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchGetItem',
      'sqs:SendMessage',
    ]),
    ["deliverer's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'CallbacksDeliverer')],
    ["deliverer's role: LookUpTenants", withoutStatement(role('CallbacksDeliverer'), 'LookUpTenants')],
    ...withoutVariables('deliverer', 'CallbacksDeliverer', [
      'TENANTS_TABLE',
      'CALLBACKS_TABLE',
      'CALLBACK_QUEUE_URL',
      'MESSAGES_TABLE',
      'LOOPBACK_CALLBACKS',
    ]),
  ),
  ...mutations('management', DEPLOYMENT, [
    'table of callbacks: index of those that wait',
    withoutProperty(TABLE, ['GlobalSecondaryIndexes', 0]),
  ]),
  ...mutations(
    'management',
    WAITING,
    ["deliverer's role: dynamodb:PutItem", withoutAction('CallbacksDeliverer', 'dynamodb:PutItem')],
    ['release schedule: target', withoutProperty(SCHEDULE, ['Targets', 0])],
    ["release schedule's permission", withoutResource(SCHEDULE_PERMISSION)],
    ...withoutActions("releaser's role", 'CallbacksReleaser', [
      'dynamodb:Query',
      'dynamodb:GetItem',
      'dynamodb:UpdateItem',
      'dynamodb:BatchWriteItem',
      'sqs:SendMessage',
    ]),
    ["releaser's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'CallbacksReleaser')],
    ["releaser's role: LookUpTenants", withoutStatement(role('CallbacksReleaser'), 'LookUpTenants')],
    ...withoutVariables('releaser', 'CallbacksReleaser', [
      'TENANTS_TABLE',
      'CALLBACKS_TABLE',
      'CALLBACK_QUEUE_URL',
      'CALLBACK_DEAD_LETTER_QUEUE_URL',
    ]),
  ),
  ...mutations('management', GIVEN_UP, [
    'deliverer: CALLBACK_DEAD_LETTER_QUEUE_URL',
    withoutEnvironment('CallbacksDeliverer', 'CALLBACK_DEAD_LETTER_QUEUE_URL'),
  ]),
  ...mutations(
    'management',
    SAID,
    ...withoutActions("deliverer's role", 'CallbacksDeliverer', [
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]),
    ...withoutActions("releaser's role", 'CallbacksReleaser', ['logs:CreateLogStream', 'logs:PutLogEvents']),
  ),
];
