import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { PolicyDocument } from '../core/policy.ts';
import type { Kernel } from '../iam/kernel.ts';
import { parsePolicyDocument } from '../iam/policy/policy-document.ts';
import { invalidParameter, queueDoesNotExist } from './errors.ts';
import { MoveTasks } from './move-tasks.ts';
import type {
  MessageState,
  OutgoingMessage,
  ReceivedMessage,
  SentMessage,
  StoredMessage,
} from './queue/message.ts';
import type { ReceiveOptions } from './queue/queue.ts';
import { Queue } from './queue/queue.ts';
import type { QueueAttributes, QueueSettings } from './settings.ts';
import { parseQueueSettings } from './settings.ts';

/** Amazon SQS: the queues of all accounts and Regions. */
export class Sqs {
  readonly moveTasks: MoveTasks;
  readonly #kernel: Kernel;
  readonly #queues = new Map<string, Queue>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.moveTasks = new MoveTasks(this, kernel.clock);
  }

  /**
   * Creates a queue from AWS's attributes, as in a template or an API call.
   *
   * @throws AwsError QueueNameExists, InvalidAttributeName, InvalidAttributeValue, InvalidParameterValue
   */
  createQueue(
    home: Home,
    properties: QueueAttributes & { readonly QueueName: string },
  ): { arn: string; url: string } {
    const { QueueName: name, ...attributes } = properties;
    const settings = parseQueueSettings(name, attributes);
    const queue = new Queue({
      home,
      name,
      settings,
      clock: this.#kernel.clock,
      deadLetter: (source, message) => this.#deadLetter(source, message),
    });
    if (this.#queues.has(queue.arn))
      throw new AwsError('QueueNameExists', 'A queue with this name already exists.');
    this.#assertRedrive(queue, settings);
    this.#queues.set(queue.arn, queue);
    return { arn: queue.arn, url: this.queueUrl(queue.arn) };
  }

  /** Replaces all attributes: an absent one returns to its default. */
  updateQueue(arn: string, attributes: QueueAttributes): void {
    const queue = this.queue(arn);
    const settings = parseQueueSettings(queue.name, attributes);
    this.#assertRedrive(queue, settings);
    queue.settings = settings;
  }

  /** The messages are lost. */
  deleteQueue(arn: string): void {
    this.queue(arn);
    this.#queues.delete(arn);
  }

  /** @throws AwsError InvalidAttributeValue when the policy is invalid or names a role that does not exist */
  setQueuePolicy(arn: string, policy: PolicyDocument | undefined): void {
    const queue = this.queue(arn);
    try {
      queue.policy = policy && this.#kernel.iam.nameRolesById(parsePolicyDocument(policy, 'resource'));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter Policy. ${error.message}`);
    }
  }

  /** @throws AwsError AccessDeniedException, QueueDoesNotExist, InvalidParameterValue, … */
  sendMessage(caller: Caller, queueArn: string, message: OutgoingMessage): SentMessage {
    return this.access(caller, 'sqs:SendMessage', queueArn).send(message, senderIdOf(caller));
  }

  receiveMessages(caller: Caller, queueArn: string, options: ReceiveOptions): ReceivedMessage[] {
    return this.access(caller, 'sqs:ReceiveMessage', queueArn).receive(options);
  }

  deleteMessage(caller: Caller, queueArn: string, handle: string): void {
    this.access(caller, 'sqs:DeleteMessage', queueArn).delete(handle);
  }

  /** Makes a received message available again at once. */
  releaseMessage(caller: Caller, queueArn: string, handle: string): void {
    this.access(caller, 'sqs:ChangeMessageVisibility', queueArn).changeVisibility(handle, 0);
  }

  /**
   * Calls `listener` soon if the queue has a receivable message, and whenever one becomes available: sent, delayed long
   * enough, visible again, or first of its group. It must receive until the queue is empty. The returned function
   * unsubscribes it.
   */
  whenAvailable(queueArn: string, listener: () => void): () => void {
    return this.queue(queueArn).whenAvailable(listener);
  }

  /** All messages of a queue, for tests and local tools; changes nothing and needs no permission. */
  peek(queueArn: string): readonly (StoredMessage & { readonly state: MessageState })[] {
    return this.queue(queueArn).peek();
  }

  /** @throws AwsError QueueDoesNotExist */
  queue(arn: string): Queue {
    const queue = this.#queues.get(arn);
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  /** Queues of one account and Region, by name. */
  queuesOf({ accountId, region }: Home): readonly Queue[] {
    return [...this.#queues.values()]
      .filter(({ home }) => home.accountId === accountId && home.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  queueUrl(arn: string): string {
    const { home, name } = this.queue(arn);
    return `${this.#kernel.endpoint.url}/${home.accountId}/${name}`;
  }

  /**
   * The queue, if the caller may perform the action on it.
   *
   * @throws AwsError QueueDoesNotExist, AccessDeniedException
   */
  access(caller: Caller, action: `sqs:${string}`, queueArn: string): Queue {
    const queue = this.queue(queueArn);
    this.#kernel.iam.authorize({
      caller,
      action,
      resource: queueArn,
      resourceAccountId: queue.home.accountId,
      ...(queue.policy && { resourcePolicy: queue.policy }),
    });
    return queue;
  }

  #assertRedrive(queue: Queue, { RedrivePolicy, FifoQueue }: QueueSettings): void {
    if (RedrivePolicy === undefined) return;
    const refuse = (reason: string) => invalidParameter('RedrivePolicy', RedrivePolicy, reason);
    const target = this.#queues.get(RedrivePolicy.deadLetterTargetArn);
    if (target === undefined) throw refuse('Dead letter target does not exist.');
    if (target.settings.FifoQueue !== FifoQueue)
      throw refuse('Dead-letter target must be same type of queue as the source.');
    if (target.home.accountId !== queue.home.accountId || target.home.region !== queue.home.region)
      throw refuse('Dead letter target owner should be same as the source.');
    if (!admitsSource(target, queue.arn))
      throw refuse('Queue does not have permission to use this dead letter target.');
  }

  #deadLetter(source: Queue, message: StoredMessage): boolean {
    const target = this.#queues.get(source.settings.RedrivePolicy?.deadLetterTargetArn ?? '');
    if (target === undefined || !admitsSource(target, source.arn)) return false;
    const sentAt = source.settings.FifoQueue ? this.#kernel.clock.now() : message.sentAt;
    target.takeOver({ ...message, sentAt, deadLetterSourceArn: source.arn });
    return true;
  }
}

function admitsSource({ settings }: Queue, sourceArn: string): boolean {
  const { redrivePermission = 'allowAll', sourceQueueArns = [] } = settings.RedriveAllowPolicy ?? {};
  return (
    redrivePermission === 'allowAll' ||
    (redrivePermission === 'byQueue' && sourceQueueArns.includes(sourceArn))
  );
}

function senderIdOf(caller: Caller): string {
  switch (caller.kind) {
    case 'service':
      return caller.service;
    case 'role':
      return `${caller.roleId}:${caller.sessionName}`;
    case 'user':
      return caller.userId;
  }
}
