import type { SentMessage } from './message.ts';

/** What identifies a repeated message. */
export type AcceptedMessage = Pick<SentMessage, 'messageId' | 'sequenceNumber'>;

/** "If a message with a particular deduplication ID is sent successfully, any messages with the same ID are accepted
 * but not delivered during the 5-minute interval." */
const INTERVAL_MILLISECONDS = 300_000;

/** The messages that a FIFO queue accepted recently, whether or not they are still in it. */
export class Deduplication {
  readonly #accepted = new Map<string, { readonly until: number; readonly message: AcceptedMessage }>();

  /** The message that was accepted with this key in the last 5 minutes. */
  find(key: string, now: number): AcceptedMessage | undefined {
    for (const [oldKey, { until }] of this.#accepted) {
      if (until > now) break;
      this.#accepted.delete(oldKey);
    }
    return this.#accepted.get(key)?.message;
  }

  remember(key: string, message: AcceptedMessage, now: number): void {
    this.#accepted.set(key, { until: now + INTERVAL_MILLISECONDS, message });
  }
  clear(): void {
    this.#accepted.clear();
  }
}
