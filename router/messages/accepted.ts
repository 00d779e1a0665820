import type { Action } from '../actions/allowlist.ts';
import type { TrackedEvent } from './events/event.ts';

export interface AcceptedCall {
  readonly action: Action;
  readonly input: object;
  readonly output: object;
  /** When the router made the call, in milliseconds since the epoch. */
  readonly requestedAt: number;
}

/** The actions whose output has the id of an accepted message. */
const CHANNELS: Readonly<Partial<Record<Action, string | undefined>>> = {
  SendTextMessage: 'TEXT',
  SendMediaMessage: 'MEDIA',
  SendVoiceMessage: 'VOICE',
  SendRcsMessage: 'RCS',
  SendNotifyTextMessage: 'TEXT',
  SendNotifyVoiceMessage: 'VOICE',
  // Text or voice; the first event tells which.
  SendDestinationNumberVerificationCode: undefined,
};

interface SendMembers {
  readonly DestinationPhoneNumber?: string;
  readonly OriginationIdentity?: string;
  readonly Context?: Readonly<Record<string, string>>;
  readonly DryRun?: boolean;
}

/**
 * What the router itself knows about a message: that AWS accepted it. Undefined when the call sent nothing, as with
 * `DryRun`. Pure.
 */
export function acceptedEvent({
  action,
  input,
  output,
  requestedAt,
}: AcceptedCall): TrackedEvent | undefined {
  const { DestinationPhoneNumber, OriginationIdentity, Context, DryRun } = input as SendMembers;
  const { MessageId } = output as { readonly MessageId?: unknown };
  if (!Object.hasOwn(CHANNELS, action) || typeof MessageId !== 'string' || DryRun === true) return undefined;
  return {
    kind: 'outbound',
    id: MessageId,
    type: 'MESSAGE_ACCEPTED',
    at: requestedAt,
    status: 'ACCEPTED',
    isFinal: false,
    facts: {
      channel: CHANNELS[action],
      destination: DestinationPhoneNumber,
      // Only AWS knows which number of a pool it uses.
      origination: OriginationIdentity?.startsWith('+') ? OriginationIdentity : undefined,
      context: Context,
    },
  };
}
