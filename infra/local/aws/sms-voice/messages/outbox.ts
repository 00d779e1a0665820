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
  /** ISO 8601. */
  readonly time: string;
  readonly feedback?: 'PENDING' | 'RECEIVED' | 'FAILED';
}

export interface PhoneMessage extends SentMessage {
  readonly channel: PhoneChannel;
}

/** Messages kept, so that a long-running laptop does not fill up. */
const CAPACITY = 10_000;

/** What has been sent, of all accounts and services, oldest first. */
export class Outbox {
  readonly #messages = new Map<string, SentMessage>();

  add(message: SentMessage): void {
    this.#messages.set(message.messageId, message);
    if (this.#messages.size <= CAPACITY) return;
    const [oldest] = this.#messages.keys();
    if (oldest !== undefined) this.#messages.delete(oldest);
  }

  find({ accountId, region }: Home, messageId: string): SentMessage | undefined {
    const message = this.#messages.get(messageId);
    return message?.accountId === accountId && message.region === region ? message : undefined;
  }

  update(message: SentMessage): void {
    this.#messages.set(message.messageId, message);
  }

  messages(): readonly SentMessage[] {
    return [...this.#messages.values()];
  }
}
