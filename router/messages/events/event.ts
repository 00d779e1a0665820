/**
 * One event of a message or a registration, from any source: the event bucket, EventBridge, an inbound topic, or the
 * router, which saw AWS accept the message.
 */
export interface TrackedEvent {
  readonly kind: 'outbound' | 'inbound' | 'registration';
  /** Message id or registration id: unique within the account. */
  readonly id: string;
  /**
   * AWS's type, such as `TEXT_DELIVERED`, or the router's: `MESSAGE_ACCEPTED`, `MESSAGE_RECEIVED`, `REGISTRATION_…`.
   */
  readonly type: string;
  /** When it happened, in milliseconds since the epoch. */
  readonly at: number;
  readonly status: string;
  readonly description?: string | undefined;
  readonly isFinal: boolean;
  /** When the message was requested, in milliseconds since the epoch. @default `at` */
  readonly requestedAt?: number | undefined;
  readonly facts: MessageFacts;
}

/** What an event says about the message besides its status; each member is absent in many events. */
export interface MessageFacts {
  /** TEXT, MEDIA, VOICE, RCS. */
  readonly channel?: string | undefined;
  readonly destination?: string | undefined;
  readonly origination?: string | undefined;
  readonly parts?: number | undefined;
  /** US dollars. */
  readonly price?: number | undefined;
  /** US dollars. */
  readonly carrierFee?: number | undefined;
  readonly country?: string | undefined;
  readonly carrier?: string | undefined;
  readonly context?: Readonly<Record<string, string>> | undefined;
  readonly previousId?: string | undefined;
  readonly body?: string | undefined;
}

/** The key of an event in an item's list: sorts by time, and is unique for an event. */
export function eventKey({ at, type }: Pick<TrackedEvent, 'at' | 'type'>): string {
  return `${String(at).padStart(13, '0')} ${type}`;
}

export function parseEventKey(key: string): { readonly at: number; readonly type: string } {
  return { at: Number(key.slice(0, 13)), type: key.slice(14) };
}
