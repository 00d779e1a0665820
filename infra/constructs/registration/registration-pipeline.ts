import { CustomResource, Duration } from 'aws-cdk-lib';
import { CfnRule, type EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  type BucketPolicyMode,
  bucketStatementsVersion,
} from '../../../registrar/contract/bucket-statements.ts';
import { REGISTRATION_GROUP_ID, reconcileMessage } from '../../../registrar/contract/names.ts';
import type { RegistrationMode } from '../../../registrar/contract/tenant-record.ts';
import type { EventBucket } from '../events/event-bucket.ts';
import { allowRule, DeadLetterQueue } from '../functions/dead-letter-queue.ts';
import { NodeFunction } from '../functions/node-function.ts';
import { RegistrationBus } from './registration-bus.ts';
import type { TenantsTable } from './tenants-table.ts';

const REGISTRAR_TIMEOUT = Duration.seconds(60);

/** Six times the function's timeout, as "Using Lambda with Amazon SQS" recommends; a failed message waits as long. */
const VISIBILITY_TIMEOUT = Duration.seconds(REGISTRAR_TIMEOUT.toSeconds() * 6);

/** The registrar's first attempt may fail because its role is new; the deployment waits for the second. */
const BASE_POLICY_TIMEOUT = VISIBILITY_TIMEOUT.plus(Duration.minutes(4));

/** Transient faults (S3 or DynamoDB unavailable) are retried this often, one visibility timeout apart. */
const MAX_RECEIVE_COUNT = 10;

export interface RegistrationPipelineProps {
  readonly organizationId: string;
  readonly bucketPolicyMode: BucketPolicyMode;
  readonly mode: RegistrationMode;
  readonly maxTenantIdsPerAccount: number;
  readonly table: TenantsTable;
  readonly eventBucket: EventBucket;
}

/** Bus → FIFO queue → registrar → tenants table and event bucket policy, with the hourly reconcile. */
export class RegistrationPipeline extends Construct {
  readonly bus: EventBus;
  readonly queue: Queue;
  readonly registrar: NodeFunction;
  /** Registrations that the registrar refused or could not process. */
  readonly refused: DeadLetterQueue;
  /** Registrations and reconcile messages that EventBridge could not put into the queue. */
  readonly undelivered: readonly [registrations: DeadLetterQueue, reconciles: DeadLetterQueue];

  constructor(scope: Construct, id: string, props: RegistrationPipelineProps) {
    super(scope, id);
    this.refused = new DeadLetterQueue(this, 'Refused', { fifo: true });
    this.queue = new Queue(this, 'Queue', {
      fifo: true,
      contentBasedDeduplication: true,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: this.refused.queue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    const registrationBus = new RegistrationBus(this, 'Registrations', {
      organizationId: props.organizationId,
      queue: this.queue,
    });
    this.bus = registrationBus.bus;
    this.registrar = this.#createRegistrar(props);
    const consumer = this.#consume();
    this.undelivered = [registrationBus.deadLetters, this.#reconcileOnSchedule()];
    this.#establishBasePolicy(props).node.addDependency(consumer);
  }

  #createRegistrar(props: RegistrationPipelineProps): NodeFunction {
    const registrar = new NodeFunction(this, 'Registrar', {
      description: 'Records tenants and derives the event bucket policy',
      entry: 'registrar/registrar.lambda.ts',
      timeout: REGISTRAR_TIMEOUT,
      environment: {
        ORGANIZATION_ID: props.organizationId,
        BUCKET_POLICY_MODE: props.bucketPolicyMode,
        REGISTRATION_MODE: props.mode,
        MAX_NAMES_PER_ACCOUNT: String(props.maxTenantIdsPerAccount),
        DEAD_LETTER_QUEUE_URL: this.refused.queue.queueUrl,
        TENANTS_TABLE: props.table.table.tableName,
        EVENT_BUCKET: props.eventBucket.bucket.bucketName,
      },
    });
    props.table.grantKeep(registrar);
    props.eventBucket.grantWritePolicy(registrar);
    registrar.allow(
      new PolicyStatement({
        sid: 'ReceiveRegistrations',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
      new PolicyStatement({
        sid: 'RefuseRegistrations',
        actions: ['sqs:SendMessage'],
        resources: [this.refused.queue.queueArn],
      }),
    );
    return registrar;
  }

  #consume(): CfnEventSourceMapping {
    const mapping = new CfnEventSourceMapping(this, 'Consumer', {
      eventSourceArn: this.queue.queueArn,
      functionName: this.registrar.function.functionName,
      batchSize: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    // Lambda checks the role's permissions on the queue when the mapping is made.
    mapping.node.addDependency(this.registrar.role);
    return mapping;
  }

  /** An hourly message makes the registrar restore the policy if it was changed. */
  #reconcileOnSchedule(): DeadLetterQueue {
    const undelivered = new DeadLetterQueue(this, 'ReconcileUndelivered');
    const rule = new CfnRule(this, 'Reconcile', {
      description: 'Makes the registrar compare the event bucket policy with the tenants table',
      scheduleExpression: 'rate(1 hour)',
      targets: [
        {
          id: 'RegistrationQueue',
          arn: this.queue.queueArn,
          input: reconcileMessage('schedule'),
          sqsParameters: { messageGroupId: REGISTRATION_GROUP_ID },
          deadLetterConfig: { arn: undelivered.queue.queueArn },
        },
      ],
    });
    allowRule(this.queue, rule);
    allowRule(undelivered.queue, rule);
    return undelivered;
  }

  /** Writes the policy before the first tenant registers, and again when its statements change. */
  #establishBasePolicy({
    eventBucket,
    organizationId,
    bucketPolicyMode,
  }: RegistrationPipelineProps): CustomResource {
    const establish = new NodeFunction(this, 'BasePolicy', {
      description: 'Custom resource: has the registrar write the event bucket policy, and waits for it',
      entry: 'registrar/bucket/base-policy.lambda.ts',
      timeout: BASE_POLICY_TIMEOUT,
      environment: {
        ORGANIZATION_ID: organizationId,
        BUCKET_POLICY_MODE: bucketPolicyMode,
        REGISTRATION_QUEUE_URL: this.queue.queueUrl,
        EVENT_BUCKET: eventBucket.bucket.bucketName,
      },
    });
    eventBucket.grantReadPolicy(establish);
    establish.allow(
      new PolicyStatement({
        sid: 'AskForReconcile',
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
      }),
    );
    return new CustomResource(this, 'BasePolicyResource', {
      resourceType: 'Custom::EventBucketPolicy',
      serviceToken: establish.function.functionArn,
      serviceTimeout: BASE_POLICY_TIMEOUT.plus(Duration.minutes(1)),
      properties: {
        BucketName: eventBucket.bucket.bucketName,
        StatementsVersion: bucketStatementsVersion(organizationId, bucketPolicyMode),
      },
    });
  }
}
