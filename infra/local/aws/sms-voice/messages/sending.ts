import { randomUUID } from 'node:crypto';
import { notSimulated } from '../../core/aws-error.ts';
import { assertNotBlocked } from '../configuration-sets/protect-configurations.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { isOptedOut } from '../originators/opt-out-lists.ts';
import type { Origin, Route } from '../originators/origination.ts';
import { chooseOrigin } from '../originators/origination.ts';
import { countryOf, e164 } from '../originators/phone-numbering.ts';
import { findConfigurationSet } from '../requests/finding.ts';
import { messageParts } from './message-parts.ts';
import type { PhoneChannel, PhoneMessage } from './outbox.ts';
import { PRICE } from './price.ts';
import { simulatorDestination } from './simulator.ts';

type Names = 'PutMessageFeedback' | 'SendMediaMessage' | 'SendTextMessage' | 'SendVoiceMessage';

/** What the send operations have in common. */
interface Outgoing {
  readonly channel: PhoneChannel;
  readonly DestinationPhoneNumber: string;
  readonly OriginationIdentity?: string | undefined;
  readonly MessageBody?: string | undefined;
  readonly MediaUrls?: readonly string[] | undefined;
  readonly MessageType?: 'TRANSACTIONAL' | 'PROMOTIONAL' | undefined;
  readonly ConfigurationSetName?: string | undefined;
  readonly ProtectConfigurationId?: string | undefined;
  /** US dollars. */
  readonly maxPrice?: string | undefined;
  readonly Context?: Readonly<Record<string, string>> | undefined;
  readonly DryRun?: boolean | undefined;
  readonly MessageFeedbackEnabled?: boolean | undefined;
  /** Whether a verification code may be sent to numbers that are not verified yet. */
  readonly toUnverified?: boolean;
}

const CAPABILITY = { TEXT: 'SMS', VOICE: 'VOICE', MEDIA: 'MMS' } as const;

/**
 * Accepts a message, or refuses it as AWS does; delivery events follow on the clock.
 *
 * @returns its message id
 * @throws AwsError ResourceNotFoundException, ConflictException, ValidationException
 */
export function sendMessage(operation: Operation, outgoing: Outgoing): string {
  const { home, outbox, deliveryEvents } = operation;
  const set =
    outgoing.ConfigurationSetName === undefined
      ? undefined
      : findConfigurationSet(operation, outgoing.ConfigurationSetName);
  const route = routeOf(outgoing);
  assertNotBlocked(operation, outgoing.ProtectConfigurationId, set, route);
  const origin = chooseOrigin(operation, outgoing.OriginationIdentity ?? set?.DefaultSenderId, route);
  assertReceivable(operation, origin, route, outgoing);
  assertAffordable(outgoing);
  const messageId = randomUUID();
  if (outgoing.DryRun) return messageId;
  const feedback = outgoing.MessageFeedbackEnabled ?? set?.DefaultMessageFeedbackEnabled ?? false;
  const message: PhoneMessage = {
    messageId,
    ...home,
    channel: outgoing.channel,
    destination: route.destination,
    origination: origin.sender,
    body: outgoing.MessageBody ?? '',
    time: operation.now().toISOString(),
    messageType: outgoing.MessageType ?? set?.DefaultMessageType ?? origin.messageType,
    ...(outgoing.MediaUrls && { mediaUrls: outgoing.MediaUrls }),
    ...(set && { configurationSet: set.ConfigurationSetName }),
    ...(outgoing.Context && { context: outgoing.Context }),
    ...(feedback && { feedback: 'PENDING' }),
  };
  outbox.add(message);
  deliveryEvents.schedule(operation, message, {
    isoCountryCode: route.isoCountryCode,
    isInternationalSend: origin.isInternational,
  });
  return messageId;
}

function routeOf({ channel, DestinationPhoneNumber }: Outgoing): Route {
  const destination = e164(DestinationPhoneNumber);
  const isoCountryCode = countryOf(destination);
  if (isoCountryCode === undefined) throw notSimulated(`destinations like ${destination.slice(0, 4)}…`);
  return { destination, isoCountryCode, capability: CAPABILITY[channel] };
}

/** Opted out, or not verified while the account is in the sandbox. */
function assertReceivable(operation: Operation, origin: Origin, route: Route, outgoing: Outgoing): void {
  const { state, accountTier } = operation;
  const { destination } = route;
  if (isOptedOut(operation, origin.optOutListName, destination))
    throw conflict('DESTINATION_PHONE_NUMBER_OPTED_OUT', 'opted-out-number', destination);
  if (accountTier === 'PRODUCTION' || outgoing.toUnverified || simulatorDestination(destination)) return;
  const verified = [...state.verifiedDestinations.values()].some(
    ({ DestinationPhoneNumber, Status }) => DestinationPhoneNumber === destination && Status === 'VERIFIED',
  );
  if (!verified)
    throw conflict('DESTINATION_PHONE_NUMBER_NOT_VERIFIED', 'verified-destination-number', destination);
}

function assertAffordable({ channel, MessageBody = '', maxPrice }: Outgoing): void {
  const price = channel === 'TEXT' ? messageParts(MessageBody).parts * PRICE : PRICE;
  if (maxPrice !== undefined && price > Number(maxPrice))
    throw invalid('PRICE_OVER_THRESHOLD', { MaxPrice: `The message costs ${price.toFixed(5)} US dollars.` });
}

export const sendingHandlers: Handlers<Names> = {
  SendTextMessage: (operation, { MaxPrice: maxPrice, ...input }) => ({
    MessageId: sendMessage(operation, { ...input, channel: 'TEXT', maxPrice }),
  }),

  SendVoiceMessage: (operation, { MaxPricePerMinute: maxPrice, ...input }) => ({
    MessageId: sendMessage(operation, { ...input, channel: 'VOICE', maxPrice }),
  }),

  SendMediaMessage: (operation, { MaxPrice: maxPrice, ...input }) => ({
    MessageId: sendMessage(operation, { ...input, channel: 'MEDIA', maxPrice }),
  }),

  PutMessageFeedback({ home, outbox }, { MessageId, MessageFeedbackStatus }) {
    const message = outbox.find(home, MessageId);
    if (message === undefined) throw notFound('message', MessageId);
    outbox.update({ ...message, feedback: MessageFeedbackStatus });
    return { MessageId, MessageFeedbackStatus };
  },
};
