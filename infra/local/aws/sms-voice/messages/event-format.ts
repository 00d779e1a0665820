import { messageParts } from './message-parts.ts';
import type { PhoneMessage } from './outbox.ts';
import { PRICE } from './price.ts';

/** One step of a message, such as `{status: 'DELIVERED', isFinal: true, …}`. */
export interface DeliveryStep {
  /** The part of the event's type after `TEXT_`, `VOICE_` or `MEDIA_`. */
  readonly status: string;
  readonly description: string;
  readonly isFinal: boolean;
  /** Milliseconds since the message was accepted. */
  readonly afterMilliseconds: number;
}

/** Facts that the message does not contain. */
export interface EventContext {
  /** The destination's country. */
  readonly isoCountryCode: string;
  /** Whether the origination number may send to other countries. */
  readonly isInternationalSend: boolean;
}

export type DeliveryEvent = Readonly<Record<string, unknown>> & { readonly eventType: string };

/**
 * "Example event data" of the AWS End User Messaging SMS guide. Optional members that only carriers know (mcc, mnc,
 * carrierName) are left out.
 */
export function deliveryEvent(
  message: PhoneMessage,
  context: EventContext,
  step: DeliveryStep,
): DeliveryEvent {
  const requestedAt = Date.parse(message.time);
  return {
    eventType: `${message.channel}_${step.status}`,
    eventVersion: '1.0',
    eventTimestamp: requestedAt + step.afterMilliseconds,
    isFinal: step.isFinal,
    originationPhoneNumber: message.origination,
    destinationPhoneNumber: message.destination,
    ...context,
    messageId: message.messageId,
    messageRequestTimestamp: requestedAt,
    ...textMembers(message),
    messageType: message.messageType,
    messageStatus: step.status,
    messageStatusDescription: step.description,
    ...(message.context && { context: message.context }),
    ...priceMembers(message),
  };
}

function textMembers({ channel, body }: PhoneMessage) {
  return channel === 'TEXT' ? { messageEncoding: messageParts(body).encoding } : {};
}

function priceMembers({ channel, body }: PhoneMessage) {
  if (channel === 'VOICE') return {};
  const parts = channel === 'TEXT' ? messageParts(body).parts : 1;
  return {
    totalMessageParts: parts,
    totalMessagePrice: Number((parts * PRICE).toFixed(5)),
    totalCarrierFee: 0,
  };
}
