import type { ShownMessage } from '../../../router/messages/operator/message-lookup.ts';
import { printable } from '../printable.ts';

/** The option that shows personal data; without it, neither form of output does. */
export interface PersonalOption {
  readonly personal?: boolean;
}

/** A message without body and context, and with masked phone numbers. */
export function withoutPersonal({ Body: _, Context: __, ...message }: ShownMessage): ShownMessage {
  const { DestinationPhoneNumber: destination, OriginationIdentity: origination } = message;
  return {
    ...message,
    // A carrier may quote a number.
    StatusDescription: message.StatusDescription?.replace(/\+?\d{6,}/g, '…'),
    DestinationPhoneNumber: destination && masked(destination),
    OriginationIdentity: origination && masked(origination),
  };
}

/** `…7755`, however the number is written; a name, such as a sender id, is kept. */
export function masked(identity: string): string {
  const digits = identity.replace(/\D/g, '');
  return digits.length >= 5 ? `…${digits.slice(-4)}` : identity;
}

/** The status, with the carrier's description. */
export function describedStatus({ Status, StatusDescription: description }: ShownMessage): string {
  return description === undefined ? Status : `${Status}: ${printable(description)}`;
}
