import {
  changed,
  lambdaFunction,
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
const queue = (part: string) => ({ type: 'AWS::SQS::Queue', part });
const queuePolicy = (part: string) => ({ type: 'AWS::SQS::QueuePolicy', part });
const CONSUMER = { type: 'AWS::Lambda::EventSourceMapping', part: 'RegistrationConsumer' };
const BUS_POLICY = { type: 'AWS::Events::EventBusPolicy', part: 'RegistrationRegistrations' };
const bucket = (part: string) => ({ type: 'AWS::S3::Bucket', part });

const ANNOUNCED = journey('the hourly announcement restores a lost record');
const LATE_COPY = journey('a late copy of an announcement');
const RECONCILED = journey('the hourly reconcile restores a deleted bucket policy');
const REFUSED = journey('a registration that claims another account is refused');
const STRANGERS = journey('the bus takes nothing from outside');
const RETRIED = journey('a registration that meets a passing fault');
const BASE_POLICY = journey("CloudFormation's request for the base policy");
const SAID = journey('the agent and the registrar log what they did');
const OWN_RULES = journey('EventBridge fills the queues for the rules of the stacks alone');

/** What a registration needs in the management account. */
export const REGISTRATION_MUTATIONS = [
  ...mutations(
    'management',
    ANNOUNCED,
    ['bus policy', withoutResource(BUS_POLICY)],
    [
      'bus policy: the organization',
      changed(BUS_POLICY, ['Statement', 'Condition', 'StringEquals', 'aws:PrincipalOrgID'], 'o-other00000'),
    ],
    [
      'rule to the queue: source',
      changed(rule('RegistrationsToQueue'), ['EventPattern', 'source'], ['Other']),
    ],
    [
      'rule to the queue: detail-type',
      changed(rule('RegistrationsToQueue'), ['EventPattern', 'detail-type'], ['Other']),
    ],
    ['rule to the queue: target', withoutProperty(rule('RegistrationsToQueue'), ['Targets', 0])],
    [
      'queue policy: the rule of registrations',
      withoutStatement(queuePolicy('RegistrationQueue'), 'ToQueue'),
    ],
    [
      'queue: content-based deduplication',
      withoutProperty(queue('RegistrationQueue'), ['ContentBasedDeduplication']),
    ],
    ['event source mapping', withoutResource(CONSUMER)],
    ...withoutActions("registrar's role", 'Registrar', ['dynamodb:GetItem', 'dynamodb:UpdateItem']),
    ["registrar's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'Registrar')],
    ...withoutActions("registrar's role", 'Registrar', ['sqs:ReceiveMessage', 'sqs:GetQueueAttributes']),
    ['registrar: TENANTS_TABLE', withoutEnvironment('Registrar', 'TENANTS_TABLE')],
  ),
  ...mutations(
    'management',
    LATE_COPY,
    [
      'registrar: REGISTRATION_MODE',
      changed(lambdaFunction('Registrar'), ['Environment', 'Variables', 'REGISTRATION_MODE'], 'approve'),
    ],
    [
      'registrar: MAX_NAMES_PER_ACCOUNT',
      changed(lambdaFunction('Registrar'), ['Environment', 'Variables', 'MAX_NAMES_PER_ACCOUNT'], '1'),
    ],
  ),
  ...mutations(
    'management',
    RECONCILED,
    ['reconcile: target', withoutProperty(rule('Reconcile'), ['Targets', 0])],
    ['reconcile: message', withoutProperty(rule('Reconcile'), ['Targets', 0, 'Input'])],
    [
      'queue policy: the rule of reconciling',
      withoutStatement(queuePolicy('RegistrationQueue'), 'RegistrationReconcile'),
    ],
    ...withoutActions("registrar's role", 'Registrar', [
      'dynamodb:Scan',
      's3:GetBucketPolicy',
      's3:PutBucketPolicy',
    ]),
    ...withoutVariables('registrar', 'Registrar', ['EVENT_BUCKET', 'ORGANIZATION_ID']),
    [
      'registrar: BUCKET_POLICY_MODE',
      changed(
        lambdaFunction('Registrar'),
        ['Environment', 'Variables', 'BUCKET_POLICY_MODE'],
        'organization',
      ),
    ],
  ),
  ...mutations(
    'management',
    REFUSED,
    ["registrar's role: sqs:SendMessage to the refused", withoutAction('Registrar', 'sqs:SendMessage')],
    ['registrar: DEAD_LETTER_QUEUE_URL', withoutEnvironment('Registrar', 'DEAD_LETTER_QUEUE_URL')],
  ),
  ...mutations(
    'management',
    RETRIED,
    ["registrar's role: sqs:DeleteMessage", withoutAction('Registrar', 'sqs:DeleteMessage')],
    ['event source mapping: ReportBatchItemFailures', withoutProperty(CONSUMER, ['FunctionResponseTypes'])],
  ),
  ...mutations(
    'management',
    SAID,
    ...withoutActions("registrar's role", 'Registrar', ['logs:CreateLogStream', 'logs:PutLogEvents']),
  ),
  ...mutations(
    'management',
    BASE_POLICY,
    ...withoutActions("base policy's role", 'BasePolicy', [
      's3:GetBucketPolicy',
      'sqs:SendMessage',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]),
    ["base policy's role: trust in Lambda", withoutTrustIn('lambda.amazonaws.com', 'BasePolicy')],
    ...withoutVariables('base policy', 'BasePolicy', [
      'REGISTRATION_QUEUE_URL',
      'EVENT_BUCKET',
      'ORGANIZATION_ID',
    ]),
    [
      'base policy: BUCKET_POLICY_MODE',
      changed(
        lambdaFunction('BasePolicy'),
        ['Environment', 'Variables', 'BUCKET_POLICY_MODE'],
        'organization',
      ),
    ],
  ),
  ...mutations(
    'management',
    STRANGERS,
    ['bus policy: condition on the organization', withoutCondition(BUS_POLICY, 'aws:PrincipalOrgID')],
    ['bus policy: condition on the source', withoutCondition(BUS_POLICY, 'events:source')],
    ['bus policy: condition on the detail-type', withoutCondition(BUS_POLICY, 'events:detail-type')],
  ),
  ...mutations(
    'management',
    OWN_RULES,
    ['queue policy: which rules', withoutCondition(queuePolicy('RegistrationQueue'), 'aws:SourceArn')],
    [
      'undelivered registrations: which rule',
      withoutCondition(queuePolicy('RegistrationsUndelivered'), 'aws:SourceArn'),
    ],
    [
      'undelivered reconcile messages: which rule',
      withoutCondition(queuePolicy('ReconcileUndelivered'), 'aws:SourceArn'),
    ],
  ),
  ...mutations(
    'management',
    journey('a registration that does not reach the queue'),
    [
      'rule to the queue: dead-letter queue',
      withoutProperty(rule('RegistrationsToQueue'), ['Targets', 0, 'DeadLetterConfig']),
    ],
    [
      "rule to the queue: dead-letter queue's policy",
      withoutStatement(queuePolicy('RegistrationsUndelivered'), 'sqs:SendMessage'),
    ],
  ),
  ...mutations(
    'management',
    journey('a reconcile message that does not reach the queue'),
    ['reconcile: dead-letter queue', withoutProperty(rule('Reconcile'), ['Targets', 0, 'DeadLetterConfig'])],
    [
      "reconcile: dead-letter queue's policy",
      withoutStatement(queuePolicy('ReconcileUndelivered'), 'sqs:SendMessage'),
    ],
  ),
  ...mutations(
    'management',
    journey('the buckets cannot be made public'),
    [
      'event bucket: BlockPublicPolicy',
      withoutProperty(bucket('EventBucketEvents'), ['PublicAccessBlockConfiguration', 'BlockPublicPolicy']),
    ],
    [
      'access log bucket: BlockPublicPolicy',
      withoutProperty(bucket('EventBucketAccessLogs'), [
        'PublicAccessBlockConfiguration',
        'BlockPublicPolicy',
      ]),
    ],
  ),
  ...mutations(
    'management',
    DEPLOYMENT,
    [
      'rule to the queue: message group',
      withoutProperty(rule('RegistrationsToQueue'), ['Targets', 0, 'SqsParameters']),
    ],
    ['reconcile: message group', withoutProperty(rule('Reconcile'), ['Targets', 0, 'SqsParameters'])],
    ['dead-letter queue of the same kind', withoutProperty(queue('RegistrationRefused'), ['FifoQueue'])],
    [
      'key of the table',
      changed({ type: 'AWS::DynamoDB::Table', part: 'Tenants' }, ['KeySchema', 0, 'AttributeName'], 'id'),
    ],
  ),
];
