import {
  role,
  withoutAction,
  withoutEnvironment,
  withoutProperty,
  withoutResource,
  withoutStatement,
  withoutTrustIn,
} from '@pinpoint-tenant-router/local-aws/mutations';
import { DEPLOYMENT, journey, mutations } from '../mutation.ts';

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
    ["router's role: dynamodb:UpdateItem", withoutAction('RouterRole', 'dynamodb:UpdateItem')],
    ["router's role: sqs:SendMessage", withoutAction('RouterRole', 'sqs:SendMessage')],
    ['router: CALLBACKS_TABLE', withoutEnvironment('RouterFunction', 'CALLBACKS_TABLE')],
    ['router: CALLBACK_QUEUE_URL', withoutEnvironment('RouterFunction', 'CALLBACK_QUEUE_URL')],
    ['router: LOOPBACK_CALLBACKS', withoutEnvironment('RouterFunction', 'LOOPBACK_CALLBACKS')],
    ["reader's role: dynamodb:Query", withoutAction('MessageReader', 'dynamodb:Query')],
    ["reader's role: sqs:SendMessage", withoutAction('MessageReader', 'sqs:SendMessage')],
    ['reader: CALLBACKS_TABLE', withoutEnvironment('MessageReader', 'CALLBACKS_TABLE')],
    ['reader: CALLBACK_QUEUE_URL', withoutEnvironment('MessageReader', 'CALLBACK_QUEUE_URL')],
    ["deliveries: the deliverer's mapping", withoutResource(CONSUMER)],
    ["deliverer's role: sqs:ReceiveMessage", withoutAction('CallbacksDeliverer', 'sqs:ReceiveMessage')],
    [
      "deliverer's role: sqs:GetQueueAttributes",
      withoutAction('CallbacksDeliverer', 'sqs:GetQueueAttributes'),
    ],
    ["deliverer's role: dynamodb:GetItem", withoutAction('CallbacksDeliverer', 'dynamodb:GetItem')],
    ["deliverer's role: dynamodb:UpdateItem", withoutAction('CallbacksDeliverer', 'dynamodb:UpdateItem')],
    ["deliverer's role: dynamodb:BatchGetItem", withoutAction('CallbacksDeliverer', 'dynamodb:BatchGetItem')],
    ["deliverer's role: sqs:SendMessage", withoutAction('CallbacksDeliverer', 'sqs:SendMessage')],
    ["deliverer's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'CallbacksDeliverer')],
    ["deliverer's role: LookUpTenants", withoutStatement(role('CallbacksDeliverer'), 'LookUpTenants')],
    ['deliverer: TENANTS_TABLE', withoutEnvironment('CallbacksDeliverer', 'TENANTS_TABLE')],
    ['deliverer: CALLBACKS_TABLE', withoutEnvironment('CallbacksDeliverer', 'CALLBACKS_TABLE')],
    ['deliverer: CALLBACK_QUEUE_URL', withoutEnvironment('CallbacksDeliverer', 'CALLBACK_QUEUE_URL')],
    ['deliverer: MESSAGES_TABLE', withoutEnvironment('CallbacksDeliverer', 'MESSAGES_TABLE')],
    ['deliverer: LOOPBACK_CALLBACKS', withoutEnvironment('CallbacksDeliverer', 'LOOPBACK_CALLBACKS')],
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
    ["releaser's role: dynamodb:Query", withoutAction('CallbacksReleaser', 'dynamodb:Query')],
    ["releaser's role: dynamodb:GetItem", withoutAction('CallbacksReleaser', 'dynamodb:GetItem')],
    ["releaser's role: dynamodb:UpdateItem", withoutAction('CallbacksReleaser', 'dynamodb:UpdateItem')],
    [
      "releaser's role: dynamodb:BatchWriteItem",
      withoutAction('CallbacksReleaser', 'dynamodb:BatchWriteItem'),
    ],
    ["releaser's role: sqs:SendMessage", withoutAction('CallbacksReleaser', 'sqs:SendMessage')],
    ["releaser's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'CallbacksReleaser')],
    ["releaser's role: LookUpTenants", withoutStatement(role('CallbacksReleaser'), 'LookUpTenants')],
    ['releaser: TENANTS_TABLE', withoutEnvironment('CallbacksReleaser', 'TENANTS_TABLE')],
    ['releaser: CALLBACKS_TABLE', withoutEnvironment('CallbacksReleaser', 'CALLBACKS_TABLE')],
    ['releaser: CALLBACK_QUEUE_URL', withoutEnvironment('CallbacksReleaser', 'CALLBACK_QUEUE_URL')],
    [
      'releaser: CALLBACK_DEAD_LETTER_QUEUE_URL',
      withoutEnvironment('CallbacksReleaser', 'CALLBACK_DEAD_LETTER_QUEUE_URL'),
    ],
  ),
  ...mutations('management', GIVEN_UP, [
    'deliverer: CALLBACK_DEAD_LETTER_QUEUE_URL',
    withoutEnvironment('CallbacksDeliverer', 'CALLBACK_DEAD_LETTER_QUEUE_URL'),
  ]),
  ...mutations(
    'management',
    SAID,
    ["deliverer's role: logs:CreateLogStream", withoutAction('CallbacksDeliverer', 'logs:CreateLogStream')],
    ["deliverer's role: logs:PutLogEvents", withoutAction('CallbacksDeliverer', 'logs:PutLogEvents')],
    ["releaser's role: logs:CreateLogStream", withoutAction('CallbacksReleaser', 'logs:CreateLogStream')],
    ["releaser's role: logs:PutLogEvents", withoutAction('CallbacksReleaser', 'logs:PutLogEvents')],
  ),
];
