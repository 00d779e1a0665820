import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Clock } from '../core/clock/clock.ts';
import type { OutgoingMessage } from './queue/message.ts';
import type { Queue } from './queue/queue.ts';

export interface MoveTask {
  readonly sourceArn: string;
  /** Absent: each message is moved to the queue that it came from. */
  readonly destinationArn?: string;
  readonly status: 'COMPLETED' | 'FAILED';
  readonly failureReason?: string;
  readonly moved: number;
  readonly toMove: number;
  readonly startedAt: number;
}

/** What a redrive uses of SQS. */
interface Queues {
  queue(arn: string): Queue;
  queuesOf(home: Home): readonly Queue[];
  access(caller: Caller, action: `sqs:${string}`, queueArn: string): Queue;
  sendMessage(caller: Caller, queueArn: string, message: OutgoingMessage): unknown;
}

/** Dead-letter queue redrive ("StartMessageMoveTask"). A task is complete when its start is answered. */
export class MoveTasks {
  readonly #sqs: Queues;
  readonly #clock: Clock;
  /** By source queue, newest first. */
  readonly #tasks = new Map<string, readonly MoveTask[]>();

  constructor(sqs: Queues, clock: Clock) {
    this.#sqs = sqs;
    this.#clock = clock;
  }

  /** @throws AwsError AccessDeniedException, ResourceNotFoundException, UnsupportedOperation */
  start(caller: Caller, sourceArn: string, destinationArn: string | undefined): MoveTask {
    const source = existing(() => this.#sqs.access(caller, 'sqs:StartMessageMoveTask', sourceArn));
    for (const action of ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const)
      this.#sqs.access(caller, action, sourceArn);
    if (!this.#isDeadLetterQueue(source))
      throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
    if (destinationArn !== undefined) {
      const destination = existing(() => this.#sqs.queue(destinationArn));
      if (destination.settings.FifoQueue !== source.settings.FifoQueue)
        throw new AwsError('UnsupportedOperation', 'Source and destination must be the same type of queue.');
      this.#sqs.access(caller, 'sqs:SendMessage', destinationArn);
    }
    const task = this.#move(caller, source, destinationArn);
    this.#tasks.set(sourceArn, [task, ...this.list(sourceArn)].slice(0, 10));
    return task;
  }

  /** The newest tasks of a source queue, at most 10. */
  list(sourceArn: string): readonly MoveTask[] {
    return this.#tasks.get(sourceArn) ?? [];
  }

  #move(caller: Caller, source: Queue, destinationArn: string | undefined): MoveTask {
    const toMove = source.peek().length;
    let moved = 0;
    let failureReason: string | undefined;
    source.drain((message) => {
      if (failureReason !== undefined) return false;
      const target = destinationArn ?? message.deadLetterSourceArn;
      try {
        if (target === undefined) throw new AwsError('CouldNotDetermineMessageSource', '');
        const { body, attributes, systemAttributes, groupId, deduplicationId } = message;
        this.#sqs.sendMessage(caller, target, {
          body,
          attributes,
          systemAttributes,
          ...(groupId !== undefined && { groupId }),
          ...(deduplicationId !== undefined && { deduplicationId }),
        });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failureReason = error.code;
        return false;
      }
      moved += 1;
      return true;
    });
    return {
      sourceArn: source.arn,
      ...(destinationArn !== undefined && { destinationArn }),
      status: failureReason === undefined ? 'COMPLETED' : 'FAILED',
      ...(failureReason !== undefined && { failureReason }),
      moved,
      toMove,
      startedAt: this.#clock.now(),
    };
  }

  #isDeadLetterQueue({ arn, home }: Queue): boolean {
    return this.#sqs
      .queuesOf(home)
      .some(({ settings }) => settings.RedrivePolicy?.deadLetterTargetArn === arn);
  }
}

/** These operations have another error for a missing queue than all others. */
function existing(find: () => Queue): Queue {
  try {
    return find();
  } catch (error) {
    if (error instanceof AwsError && error.code === 'QueueDoesNotExist')
      throw new AwsError(
        'ResourceNotFoundException',
        "The resource that you specified for the SourceArn parameter doesn't exist.",
        {
          status: 404,
        },
      );
    throw error;
  }
}
