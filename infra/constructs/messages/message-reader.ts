import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { EventBucket } from '../events/event-bucket.ts';
import { NodeFunction } from '../functions/node-function.ts';
import type { Callbacks } from './callbacks.ts';
import type { MessagesTable } from './messages-table.ts';
import { READER_TIMEOUT, type ReaderQueue } from './reader-queue.ts';

/** Concurrent readers per queue: enough for some thousand events a second, without taking the router's concurrency. */
const MAX_CONCURRENCY = 10;

export interface MessageReaderProps {
  readonly table: MessagesTable;
  /** The callbacks that are told of events. */
  readonly callbacks: Callbacks;
  readonly eventBucket: EventBucket;
  /** The queue of the event bucket's notifications. */
  readonly newObjects: ReaderQueue;
  /** The queue of End User Messaging's events from the bus. */
  readonly serviceEvents: ReaderQueue;
}

/** Reads message events and folds them into the table. */
export class MessageReader extends Construct {
  readonly reader: NodeFunction;
  readonly queues: readonly [newObjects: ReaderQueue, serviceEvents: ReaderQueue];

  constructor(scope: Construct, id: string, props: MessageReaderProps) {
    super(scope, id);
    const { table, eventBucket, callbacks } = props;
    this.queues = [props.newObjects, props.serviceEvents];
    this.reader = new NodeFunction(this, 'Reader', {
      description: 'Folds what became of messages into their table',
      entry: 'router/messages/reader.lambda.ts',
      timeout: READER_TIMEOUT,
      memoryMegabytes: 512,
      environment: {
        ...table.environment,
        ...callbacks.environment,
        EVENT_BUCKET: eventBucket.bucket.bucketName,
      },
    });
    table.grantFold(this.reader);
    callbacks.grantAnnounce(this.reader);
    eventBucket.grantReadEvents(this.reader);
    this.reader.allow(
      new PolicyStatement({
        sid: 'ReceiveNews',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: this.queues.map(({ queue }) => queue.queueArn),
      }),
    );
    for (const [name, { queue }] of [
      ['NewObjects', props.newObjects],
      ['ServiceEvents', props.serviceEvents],
    ] as const) {
      const mapping = new CfnEventSourceMapping(this, `Consume${name}`, {
        eventSourceArn: queue.queueArn,
        functionName: this.reader.function.functionName,
        batchSize: 10,
        functionResponseTypes: ['ReportBatchItemFailures'],
        scalingConfig: { maximumConcurrency: MAX_CONCURRENCY },
      });
      // Lambda checks the role's permissions on the queue when the mapping is made.
      mapping.node.addDependency(this.reader.role);
    }
  }
}
