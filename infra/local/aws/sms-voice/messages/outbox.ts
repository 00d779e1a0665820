import type { Home } from '../../core/caller.ts';

/** The channels of End User Messaging SMS. */
export type PhoneChannel = 'TEXT' | 'VOICE' | 'MEDIA';

/** A message that AWS accepted, as `GET /_local/messages` lists it. */
export interface SentMessage {
  readonly messageId: string;
  readonly accountId: string;
  readonly region: string;
  readonly channel: PhoneChannel | 'PUSH';
  /** E.164, or a device token. */
  readonly destination: string;
  /** A phone number in E.164 form, a sender id, or a push platform. */
  readonly origination: string;
  readonly body: string;
  readonly mediaUrls?: readonly string[];
  readonly configurationSet?: string;
  readonly messageType?: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Of an automatic answer: the incoming message. */
  readonly inReplyTo?: string;
  /** ISO 8601. */
  readonly time: string;
  readonly feedback?: 'PENDING' | 'RECEIVED' | 'FAILED';
}

export interface PhoneMessage extends SentMessage {
  readonly channel: PhoneChannel;
}

/** The most messages that are kept, so that memory stays bounded. */
const CAPACITY = 10_000;

/** Sent messages of all accounts and services, oldest first; only the latest. */
export class Outbox {
  readonly #messages = new Map<string, SentMessage>();
  #dropped = 0;

  add(message: SentMessage): void {
    this.#messages.set(message.messageId, message);
    if (this.#messages.size <= CAPACITY) return;
    const [oldest] = this.#messages.keys();
    if (oldest !== undefined) this.#messages.delete(oldest);
    this.#dropped += 1;
  }

  find({ accountId, region }: Home, messageId: string): SentMessage | undefined {
    const message = this.#messages.get(messageId);
    return message?.accountId === accountId && message.region === region ? message : undefined;
  }

  /** The last message from a number to a phone. */
  latest({ accountId, region }: Home, origination: string, destination: string): SentMessage | undefined {
    return this.messages().findLast(
      (message) =>
        message.accountId === accountId &&
        message.region === region &&
        message.origination === origination &&
        message.destination === destination,
    );
  }

  update(message: SentMessage): void {
    this.#messages.set(message.messageId, message);
  }

  /** The kept messages, and a sentence about the dropped ones. */
  listing(): { readonly messages: readonly SentMessage[]; readonly note?: string } {
    const messages = this.messages();
    if (this.#dropped === 0) return { messages };
    return { messages, note: `${this.#dropped} earlier messages were dropped.` };
  }

  messages(): readonly SentMessage[] {
    return [...this.#messages.values()];
  }
}
