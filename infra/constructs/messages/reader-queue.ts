import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from '../functions/dead-letter-queue.ts';

/** An object of Firehose's is read within seconds; a large one, or a batch of ten, may take longer. */
export const READER_TIMEOUT = Duration.minutes(2);

/** What fails for a while, such as a table that throttles, is tried for about an hour. */
const MAX_RECEIVE_COUNT = 5;

/** A queue of the message reader's, and where its messages go that fail again and again. */
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
