import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from '../functions/dead-letter-queue.ts';

/** Reading one of Firehose's objects takes seconds; a large object or a batch of ten may take longer. */
export const READER_TIMEOUT = Duration.minutes(2);

/** Messages that fail, for example while a table throttles, are tried for about an hour. */
const MAX_RECEIVE_COUNT = 5;

/** A queue of the message reader, and the dead-letter queue of messages that keep failing. */
export class ReaderQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the consumer's timeout, as "Using Lambda with Amazon SQS" asks for.
      visibilityTimeout: Duration.seconds(READER_TIMEOUT.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
  }
}
