import { invalid } from '../errors.ts';

interface TwoWay {
  readonly TwoWayEnabled: boolean;
  readonly TwoWayChannelArn?: string | undefined;
  readonly TwoWayChannelRole?: string | undefined;
  readonly SelfManagedOptOutsEnabled: boolean;
}

/**
 * What an update of a phone number or pool makes of its two-way configuration. Inbound messages themselves do not
 * exist here.
 *
 * @throws AwsError ValidationException TWO_WAY_CHANNEL_NOT_PRESENT
 */
export function twoWayChanges(
  current: TwoWay,
  input: { readonly [K in keyof TwoWay]?: TwoWay[K] | undefined },
): TwoWay {
  const TwoWayEnabled = input.TwoWayEnabled ?? current.TwoWayEnabled;
  const TwoWayChannelArn = input.TwoWayChannelArn ?? current.TwoWayChannelArn;
  if (TwoWayEnabled && TwoWayChannelArn === undefined)
    throw invalid('TWO_WAY_CHANNEL_NOT_PRESENT', {
      TwoWayChannelArn: 'Two-way messaging needs a channel.',
    });
  return {
    TwoWayEnabled,
    TwoWayChannelArn,
    TwoWayChannelRole: input.TwoWayChannelRole ?? current.TwoWayChannelRole,
    SelfManagedOptOutsEnabled: input.SelfManagedOptOutsEnabled ?? current.SelfManagedOptOutsEnabled,
  };
}
