import { invalid } from '../errors.ts';
import type { Operation } from '../operation.ts';

interface TwoWay {
  readonly TwoWayEnabled: boolean;
  readonly TwoWayChannelArn?: string | undefined;
  readonly TwoWayChannelRole?: string | undefined;
  readonly SelfManagedOptOutsEnabled: boolean;
}

/**
 * The two-way configuration of a phone number or pool after an update.
 *
 * @param ownerArn the number's or pool's
 * @throws AwsError ValidationException TWO_WAY_CHANNEL_NOT_PRESENT, RESOURCE_NOT_ACCESSIBLE
 */
export function twoWayChanges(
  { home, twoWayChannels }: Operation,
  ownerArn: string,
  current: TwoWay,
  input: { readonly [K in keyof TwoWay]?: TwoWay[K] | undefined },
): TwoWay {
  const TwoWayEnabled = input.TwoWayEnabled ?? current.TwoWayEnabled;
  const TwoWayChannelArn = input.TwoWayChannelArn ?? current.TwoWayChannelArn;
  const TwoWayChannelRole = input.TwoWayChannelRole ?? current.TwoWayChannelRole;
  if (TwoWayEnabled && TwoWayChannelArn === undefined)
    throw invalid('TWO_WAY_CHANNEL_NOT_PRESENT', {
      TwoWayChannelArn: 'Two-way messaging needs a channel.',
    });
  if (TwoWayChannelArn !== undefined && (input.TwoWayChannelArn ?? input.TwoWayChannelRole) !== undefined)
    twoWayChannels.assertUsable(home, ownerArn, { TwoWayChannelArn, TwoWayChannelRole });
  return {
    TwoWayEnabled,
    TwoWayChannelArn,
    TwoWayChannelRole,
    SelfManagedOptOutsEnabled: input.SelfManagedOptOutsEnabled ?? current.SelfManagedOptOutsEnabled,
  };
}
