import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Home } from '../../core/caller.ts';
import type { Clock } from '../../core/clock/clock.ts';
import type { PolicyDocument } from '../../core/policy.ts';
import { invalidParameter } from '../errors.ts';
import type { QueueSettings } from '../settings.ts';
import { Availability } from './availability.ts';
import type { AcceptedMessage } from './deduplication.ts';
import { Deduplication } from './deduplication.ts';
import { digestOfAttributes, digestOfBody } from './digest.ts';
import type {
  MessageState,
  OutgoingMessage,
  ReceivedMessage,
  SentMessage,
  StoredMessage,
} from './message.ts';
import { stateOf, systemAttributesOf } from './message.ts';
import { NoisyTenants } from './noisy-tenants.ts';
import { acceptMessage } from './outgoing.ts';
import { parseReceiptHandle, receiptHandle } from './receipt-handle.ts';
import { MAX_IN_FLIGHT, nextVisibleAt, receivable } from './receivable.ts';

const MAX_VISIBILITY_SECONDS = 43_200;
const PURGE_INTERVAL_MILLISECONDS = 60_000;
const NOBODY: ReadonlyMap<string, number> = new Map();
const HANDLE_EXPIRED = 'The receipt handle has expired.';
const NOT_AVAILABLE = 'Message does not exist or is not available for visibility timeout change.';

export interface QueueOptions {
  readonly home: Home;
  readonly name: string;
  readonly settings: QueueSettings;
  readonly clock: Clock;
  /** Takes a message that was received too often; false when there is no dead-letter queue. */
  readonly deadLetter: (queue: Queue, message: StoredMessage) => boolean;
}

export interface ReceiveOptions {
  /** 1 to 10. */
  readonly max: number;
  /** @default the queue's visibility timeout */
  readonly visibilitySeconds?: number;
}

/** One queue, standard or FIFO. Callers have been authorized before. */
export class Queue {
  readonly home: Home;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: QueueSettings;
  /** The resource-based policy, if it has one. */
  policy: PolicyDocument | undefined;
  readonly #clock: Clock;
  readonly #deadLetter: (queue: Queue, message: StoredMessage) => boolean;
  /** In the order of sending. */
  readonly #messages = new Map<string, StoredMessage>();
  readonly #deduplication = new Deduplication();
  readonly #noisyTenants = new NoisyTenants();
  readonly #availability: Availability;
  #sequenceNumber = 18_850_000_000_000_000_000n;
  #purgedAt = Number.NEGATIVE_INFINITY;

  constructor({ home, name, settings, clock, deadLetter }: QueueOptions) {
    this.home = home;
    this.name = name;
    this.arn = `arn:aws:sqs:${home.region}:${home.accountId}:${name}`;
    this.createdAt = clock.now();
    this.settings = settings;
    this.#clock = clock;
    this.#deadLetter = deadLetter;
    this.#availability = new Availability(clock, {
      isAvailable: () => this.#receivable().length > 0,
      nextChangeAt: () => nextVisibleAt(this.#messages.values(), clock.now()),
    });
  }

  /** @throws AwsError InvalidParameterValue, MissingParameter, InvalidMessageContents */
  send(outgoing: OutgoingMessage, senderId: string): SentMessage {
    const now = this.#clock.now();
    const { settings } = this;
    const message = acceptMessage(outgoing, settings);
    const key = `${settings.DeduplicationScope === 'messageGroup' ? message.groupId : ''} ${message.deduplicationId}`;
    const { body, attributes = {}, systemAttributes = {} } = message;
    const md5OfMessageAttributes = digestOfAttributes(attributes);
    const md5OfMessageSystemAttributes = digestOfAttributes(systemAttributes);
    const digests = {
      md5OfBody: digestOfBody(body),
      ...(md5OfMessageAttributes && { md5OfMessageAttributes }),
      ...(md5OfMessageSystemAttributes && { md5OfMessageSystemAttributes }),
    };
    const earlier = settings.FifoQueue ? this.#deduplication.find(key, now) : undefined;
    if (earlier !== undefined) return { ...earlier, ...digests };
    const accepted = this.#accept(message, senderId, now);
    if (settings.FifoQueue) this.#deduplication.remember(key, accepted, now);
    return { ...accepted, ...digests };
  }

  /** Takes a message from another queue, as a dead-letter queue or a move task's destination. */
  takeOver(message: StoredMessage): void {
    this.#append({ ...message, visibleAt: this.#clock.now(), received: false });
  }

  /** Returns the receivable messages; those that were received too often go to the dead-letter queue instead. */
  receive({ max, visibilitySeconds = this.settings.VisibilityTimeout }: ReceiveOptions): ReceivedMessage[] {
    const now = this.#clock.now();
    const { RedrivePolicy: redrive } = this.settings;
    const received: ReceivedMessage[] = [];
    for (const message of this.#receivable()) {
      if (received.length === max) break;
      if (redrive && message.receiveCount >= redrive.maxReceiveCount && this.#deadLetter(this, message)) {
        this.#messages.delete(message.messageId);
        continue;
      }
      const handedOut = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedAt: message.firstReceivedAt ?? now,
        lastReceivedAt: now,
        visibleAt: now + visibilitySeconds * 1000,
        received: true,
      };
      this.#messages.set(message.messageId, handedOut);
      received.push(this.#render(handedOut));
    }
    this.#availability.rearm();
    return received;
  }

  /**
   * Deletes a message; one that is gone counts as deleted. An outdated handle deletes nothing in a standard queue and
   * is refused in a FIFO queue, as is one whose visibility timeout has ended.
   *
   * @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue
   */
  delete(handle: string): void {
    const { messageId, receiveCount } = parseReceiptHandle(handle, this.arn);
    const message = this.#messages.get(messageId);
    if (message === undefined) return;
    const isLatest = message.receiveCount === receiveCount;
    if (this.settings.FifoQueue && !(isLatest && stateOf(message, this.#clock.now()) === 'inFlight'))
      throw invalidParameter('ReceiptHandle', handle, HANDLE_EXPIRED);
    if (!isLatest) return;
    this.#messages.delete(messageId);
    this.#availability.changed();
  }

  /**
   * Restarts the visibility timeout with `seconds`; 0 makes the message available at once.
   *
   * @throws AwsError ReceiptHandleIsInvalid, InvalidParameterValue, MessageNotInflight
   */
  changeVisibility(handle: string, seconds: number): void {
    const now = this.#clock.now();
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_VISIBILITY_SECONDS)
      throw invalidParameter('VisibilityTimeout', seconds, 'Must be between 0 and 43200, if provided.');
    const { messageId, receiveCount } = parseReceiptHandle(handle, this.arn);
    const message = this.#messages.get(messageId);
    if (message === undefined || message.receiveCount !== receiveCount)
      throw invalidParameter('ReceiptHandle', handle, NOT_AVAILABLE);
    if (stateOf(message, now) !== 'inFlight')
      throw new AwsError(
        'MessageNotInflight',
        `Value ${handle} for parameter ReceiptHandle is invalid. Reason: ${NOT_AVAILABLE}`,
      );
    const visibleAt = now + seconds * 1000;
    if (visibleAt > (message.lastReceivedAt ?? now) + MAX_VISIBILITY_SECONDS * 1000)
      throw invalidParameter(
        'VisibilityTimeout',
        seconds,
        'Total VisibilityTimeout for the message is beyond the limit [43200 seconds].',
      );
    this.#messages.set(messageId, { ...message, visibleAt });
    this.#availability.changed();
  }

  /** @throws AwsError PurgeQueueInProgress */
  purge(): void {
    if (this.#clock.now() < this.#purgedAt + PURGE_INTERVAL_MILLISECONDS)
      throw new AwsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${this.name} is allowed every 60 seconds.`,
        { status: 403 },
      );
    this.#purgedAt = this.#clock.now();
    this.#messages.clear();
  }

  /** Whether the maximum number of messages is in flight, so that a receive returns none. */
  get isFull(): boolean {
    const now = this.#clock.now();
    let inFlight = 0;
    for (const message of this.#messages.values()) if (stateOf(message, now) === 'inFlight') inFlight += 1;
    return inFlight >= MAX_IN_FLIGHT[this.settings.FifoQueue ? 'fifo' : 'standard'];
  }

  /** Ends the visibility timeout of a message in flight at once, without its receipt handle. */
  endVisibilityTimeout(messageId: string): void {
    const { receiveCount = 0 } = this.#messages.get(messageId) ?? {};
    this.changeVisibility(receiptHandle({ queueArn: this.arn, messageId, receiveCount }), 0);
  }

  /** Forgets deduplication, as if its five minutes were over. */
  forgetDuplicates(): void {
    this.#deduplication.clear();
  }

  /** Removes and returns all receivable messages, for a move task. */
  drain(accept: (message: StoredMessage) => boolean): void {
    for (const message of this.#receivable()) if (accept(message)) this.#messages.delete(message.messageId);
  }

  /** All messages in the queue, without receiving them. */
  peek(): readonly (StoredMessage & { readonly state: MessageState })[] {
    const now = this.#clock.now();
    this.#dropExpired(now);
    return Array.from(this.#messages.values(), (message) => ({ ...message, state: stateOf(message, now) }));
  }

  /** See `Availability.subscribe`. */
  whenAvailable(listener: () => void): () => void {
    return this.#availability.subscribe(listener);
  }

  #accept(message: OutgoingMessage, senderId: string, now: number): AcceptedMessage {
    const { body, groupId, deduplicationId, attributes = {}, systemAttributes = {} } = message;
    const delaySeconds = message.delaySeconds ?? this.settings.DelaySeconds;
    const { messageId, sequenceNumber } = this.#append({
      messageId: randomUUID(),
      body,
      attributes,
      systemAttributes,
      senderId,
      ...(groupId !== undefined && { groupId }),
      ...(deduplicationId !== undefined && { deduplicationId }),
      sentAt: now,
      receiveCount: 0,
      visibleAt: now + delaySeconds * 1000,
      received: false,
    });
    return { messageId, ...(sequenceNumber !== undefined && { sequenceNumber }) };
  }

  #append(message: StoredMessage): StoredMessage {
    if (this.settings.FifoQueue) this.#sequenceNumber += 256n;
    const sequenceNumber = String(this.#sequenceNumber);
    const stored = this.settings.FifoQueue ? { ...message, sequenceNumber } : message;
    this.#messages.set(stored.messageId, stored);
    this.#availability.changed();
    return stored;
  }

  #receivable(): readonly StoredMessage[] {
    const now = this.#clock.now();
    this.#dropExpired(now);
    const { FifoQueue } = this.settings;
    const noisy = FifoQueue ? NOBODY : this.#noisyTenants.observe(this.#messages.values(), now);
    return receivable(this.#messages.values(), now, FifoQueue, noisy);
  }

  #dropExpired(now: number): void {
    const oldest = now - this.settings.MessageRetentionPeriod * 1000;
    for (const { messageId, sentAt } of this.#messages.values())
      if (sentAt < oldest) this.#messages.delete(messageId);
  }

  #render(message: StoredMessage): ReceivedMessage {
    const { messageId, body, receiveCount, attributes } = message;
    return {
      messageId,
      receiptHandle: receiptHandle({ queueArn: this.arn, messageId, receiveCount }),
      body,
      md5OfBody: digestOfBody(body),
      attributes: systemAttributesOf(message),
      messageAttributes: attributes,
    };
  }
}
