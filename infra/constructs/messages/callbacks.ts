import { Duration } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from '../functions/dead-letter-queue.ts';
import { NodeFunction } from '../functions/node-function.ts';
import type { TenantsTable } from '../registration/tenants-table.ts';
import { CallbacksTable } from './callbacks-table.ts';
import type { MessagesTable } from './messages-table.ts';

/** Ten concurrent deliveries take three seconds at most, and writing their outcomes a little more. */
const DELIVER_TIMEOUT = Duration.seconds(30);
const RELEASE_TIMEOUT = Duration.seconds(59);

/**
 * Concurrent deliverers. Each holds ten deliveries for up to three seconds: enough that the queue notices which tenant
 * takes up its consumers (30 messages in flight and a tenth of all), and no more than a small account can spare.
 */
const MAX_CONCURRENCY = 20;

/**
 * A delivery is received again only when a table or a queue of ours fails; a callback's failure is handled as an
 * outcome.
 */
const MAX_RECEIVE_COUNT = 5;

export interface CallbacksProps {
  readonly messages: MessagesTable;
  /** Says whether a tenant is called back at all. */
  readonly tenants: TenantsTable;
  /** Whether loopback URLs are called. For the local system only. */
  readonly loopback: boolean;
}

/** Reports message events to tenants over HTTP. */
export class Callbacks extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;
  readonly deliverer: NodeFunction;
  readonly #table: CallbacksTable;
  readonly #loopback: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { messages, tenants, loopback }: CallbacksProps) {
    super(scope, id);
    this.#loopback = loopback ? { LOOPBACK_CALLBACKS: 'on' } : {};
    this.#table = new CallbacksTable(this, 'Registered');
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(DELIVER_TIMEOUT.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    this.deliverer = this.#createDeliverer(messages, tenants);
    this.#createReleaser(tenants);
  }

  /** The environment of a function that announces events. */
  get environment(): Readonly<Record<string, string>> {
    return { CALLBACKS_TABLE: this.#table.table.tableName, CALLBACK_QUEUE_URL: this.queue.queueUrl };
  }

  /** The additional environment of the router, which checks URLs. */
  get routerEnvironment(): Readonly<Record<string, string>> {
    return { ...this.environment, ...this.#loopback };
  }

  /** Sends events to the callbacks that want them. */
  grantAnnounce(announcer: NodeFunction): void {
    this.#table.grantList(announcer);
    this.#grantSend(announcer, this.queue);
  }

  /** The router announces events and runs the actions on callbacks. */
  grantRegister(router: NodeFunction): void {
    this.grantAnnounce(router);
    this.#table.grantRegister(router);
  }

  #createDeliverer(messages: MessagesTable, tenants: TenantsTable): NodeFunction {
    const deliverer = new NodeFunction(this, 'Deliverer', {
      description: 'Posts what became of messages to the callbacks of tenants',
      entry: 'router/messages/callbacks/deliver.lambda.ts',
      timeout: DELIVER_TIMEOUT,
      memoryMegabytes: 512,
      environment: {
        ...this.routerEnvironment,
        TENANTS_TABLE: tenants.table.tableName,
        MESSAGES_TABLE: messages.table.tableName,
        CALLBACK_DEAD_LETTER_QUEUE_URL: this.deadLetters.queue.queueUrl,
      },
    });
    this.#table.grantDeliver(deliverer);
    messages.grantLookUp(deliverer);
    tenants.grantLookUp(deliverer);
    this.#grantSend(deliverer, this.queue, this.deadLetters.queue);
    deliverer.allow(
      new PolicyStatement({
        sid: 'ReceiveDeliveries',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new CfnEventSourceMapping(this, 'ConsumeDeliveries', {
      eventSourceArn: this.queue.queueArn,
      functionName: deliverer.function.functionName,
      batchSize: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: MAX_CONCURRENCY },
    });
    // Lambda checks the role's permissions on the queue when the mapping is made.
    mapping.node.addDependency(deliverer.role);
    return deliverer;
  }

  #createReleaser(tenants: TenantsTable): void {
    const releaser = new NodeFunction(this, 'Releaser', {
      description: 'Puts deliveries back into the queue when their time has come',
      entry: 'router/messages/callbacks/release.lambda.ts',
      timeout: RELEASE_TIMEOUT,
      environment: {
        ...this.environment,
        TENANTS_TABLE: tenants.table.tableName,
        CALLBACK_DEAD_LETTER_QUEUE_URL: this.deadLetters.queue.queueUrl,
      },
    });
    this.#table.grantRelease(releaser);
    tenants.grantLookUp(releaser);
    this.#grantSend(releaser, this.queue, this.deadLetters.queue);
    const schedule = new CfnRule(this, 'EveryMinute', {
      description: 'Has deliveries put back into the queue when their time has come',
      scheduleExpression: 'rate(1 minute)',
      targets: [{ id: 'Releaser', arn: releaser.function.functionArn }],
    });
    new CfnPermission(this, 'AllowSchedule', {
      functionName: releaser.function.functionArn,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: schedule.attrArn,
    });
  }

  #grantSend(sender: NodeFunction, ...queues: Queue[]): void {
    sender.allow(
      new PolicyStatement({
        sid: 'SendDeliveries',
        actions: ['sqs:SendMessage'],
        resources: queues.map(({ queueArn }) => queueArn),
      }),
    );
  }
}
