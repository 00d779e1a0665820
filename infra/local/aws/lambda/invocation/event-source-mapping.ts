import { AwsError, notSimulated } from '../../core/aws-error.ts';
import type { RoleCaller } from '../../core/caller.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { ReceivedMessage } from '../../sqs/queue/message.ts';
import type { Sqs } from '../../sqs/sqs.ts';
import { invalidParameter } from '../function-configuration.ts';
import type { LambdaFunction } from '../lambda-function.ts';
import { failedMessageIds, sqsEvent } from './sqs-event.ts';

export interface EventSourceMappingOptions {
  readonly functionArn: string;
  /** A queue of the function's account and Region. */
  readonly eventSourceArn: string;
  /** 1 to 10. @default 10 */
  readonly batchSize?: number;
  /** @default true */
  readonly enabled?: boolean;
  /**
   * Whether the function reports which messages failed; otherwise a batch succeeds or fails as a whole. @default false
   */
  readonly reportBatchItemFailures?: boolean;
  /** Concurrent batches. @default 5, with which Lambda starts polling a standard queue */
  readonly maximumConcurrency?: number;
}

/** The permissions that Lambda requires of the execution role when a queue is mapped. */
const REQUIRED_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;

const REFUSED_MILLISECONDS = 1000;

/**
 * Polls a queue with the function's role and invokes the function with its messages ("Using Lambda with Amazon SQS").
 * Messages that were processed are deleted; all others are received again after their visibility timeout.
 */
export class EventSourceMapping {
  readonly #kernel: Kernel;
  readonly #sqs: Sqs;
  readonly #function: LambdaFunction;
  readonly #options: Required<EventSourceMappingOptions>;
  #batches = 0;
  #stopped = false;
  #unsubscribe = () => {};
  #cancelRetry = () => {};

  /** @throws AwsError InvalidParameterValueException */
  constructor(
    { kernel, sqs }: { readonly kernel: Kernel; readonly sqs: Sqs },
    target: LambdaFunction,
    options: EventSourceMappingOptions,
  ) {
    this.#kernel = kernel;
    this.#sqs = sqs;
    this.#function = target;
    this.#options = {
      ...options,
      batchSize: options.batchSize ?? 10,
      enabled: options.enabled ?? true,
      reportBatchItemFailures: options.reportBatchItemFailures ?? false,
      maximumConcurrency: options.maximumConcurrency ?? 5,
    };
    this.#assertUsable();
    if (this.#options.enabled)
      this.#unsubscribe = sqs.whenAvailable(options.eventSourceArn, () => this.#poll());
  }

  /** A batch in progress is completed. */
  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#cancelRetry();
  }

  #assertUsable(): void {
    const { eventSourceArn, batchSize } = this.#options;
    if (!/^arn:aws:sqs:/.test(eventSourceArn)) throw notSimulated(`the event source ${eventSourceArn}`);
    if (batchSize < 1 || batchSize > 10) throw notSimulated(`batches of ${batchSize} messages`);
    const poller = this.#function.openSession();
    for (const action of REQUIRED_ACTIONS) this.#assertPermitted(poller, action);
    const { settings } = this.#sqs.queue(eventSourceArn);
    const { timeoutSeconds } = this.#function.configuration;
    if (settings.VisibilityTimeout < timeoutSeconds)
      throw invalidParameter(
        `Queue visibility timeout: ${settings.VisibilityTimeout} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
      );
  }

  #assertPermitted(poller: RoleCaller, action: (typeof REQUIRED_ACTIONS)[number]): void {
    try {
      this.#sqs.access(poller, action, this.#options.eventSourceArn);
    } catch (error) {
      if (error instanceof AwsError && error.code.startsWith('AccessDenied'))
        throw invalidParameter(
          `The function execution role does not have permissions to call ${action.slice(4)} on SQS`,
        );
      throw error;
    }
  }

  /** Receives batches until the queue is empty; messages of a FIFO group follow those before them. */
  #poll(): void {
    const { batchSize, eventSourceArn, maximumConcurrency } = this.#options;
    while (!this.#stopped && this.#batches < maximumConcurrency) {
      const messages = this.#attempt('receives nothing', () => {
        const poller = this.#function.openSession();
        this.#sqs.access(poller, 'sqs:GetQueueAttributes', eventSourceArn);
        return this.#sqs.receiveMessages(poller, eventSourceArn, { max: batchSize });
      });
      if (messages === undefined) this.#pollLater();
      if (messages === undefined || messages.length === 0) return;
      this.#batches += 1;
      void this.#handle(messages).finally(() => {
        this.#batches -= 1;
        this.#poll();
      });
    }
  }

  /** Lambda goes on polling, because the cause of a refusal may be removed. */
  #pollLater(): void {
    this.#cancelRetry();
    this.#cancelRetry = this.#kernel.clock.after(REFUSED_MILLISECONDS, () => this.#poll());
  }

  async #handle(messages: readonly ReceivedMessage[]): Promise<void> {
    const { eventSourceArn, reportBatchItemFailures } = this.#options;
    const event = sqsEvent(messages, eventSourceArn, this.#function.configuration.region);
    const result = await this.#function.run(Buffer.from(JSON.stringify(event))).catch(() => undefined);
    if (result === undefined || result.functionError !== undefined) return;
    const failed = reportBatchItemFailures ? failedMessageIds(result.payload, messages) : new Set<string>();
    const poller = this.#function.openSession();
    for (const { messageId, receiptHandle } of messages)
      if (!failed.has(messageId))
        this.#attempt('deletes nothing', () =>
          this.#sqs.deleteMessage(poller, eventSourceArn, receiptHandle),
        );
  }

  /** AWS's refusal of the poller's call is only logged: the messages stay in the queue. */
  #attempt<T>(consequence: string, step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const { functionName } = this.#function.configuration;
      this.#kernel.log(`lambda: the queue poller of ${functionName} ${consequence}: ${error.message}`);
      return undefined;
    }
  }
}
