import { FIREHOSE_DESTINATION_NAME, LOG_DESTINATION_NAME } from '../../registrar/contract/names.ts';

/** An event destination as `DescribeConfigurationSets` shows it. */
export interface EventDestination {
  readonly EventDestinationName?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly MatchingEventTypes?: readonly string[] | undefined;
}

/**
 * What keeps the stack's two event destinations from bringing every event, as sentences; none when all is well. An
 * update of the stack does not see it: CloudFormation compares templates, not what somebody changed by hand.
 */
export function trailFaults(destinations: readonly EventDestination[]): readonly string[] {
  return [LOG_DESTINATION_NAME, FIREHOSE_DESTINATION_NAME].flatMap((name) => {
    const found = destinations.find(({ EventDestinationName }) => EventDestinationName === name);
    if (found === undefined) return [`The event destination ${name} is missing.`];
    if (found.Enabled !== true) return [`The event destination ${name} is disabled.`];
    if (!found.MatchingEventTypes?.includes('ALL'))
      return [`The event destination ${name} takes ${found.MatchingEventTypes?.join(', ')} only, not ALL.`];
    return [];
  });
}
