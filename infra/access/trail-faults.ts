import { FIREHOSE_DESTINATION_NAME, LOG_DESTINATION_NAME } from '../../registrar/contract/names.ts';

/** An event destination as `DescribeConfigurationSets` shows it. */
export interface EventDestination {
  readonly EventDestinationName?: string | undefined;
  readonly Enabled?: boolean | undefined;
  readonly MatchingEventTypes?: readonly string[] | undefined;
}

/**
 * Why the stack's two event destinations do not deliver every event, as sentences; none when they do. An update of the
 * stack does not notice it: CloudFormation compares templates, and not the resources.
 */
export function trailFaults(destinations: readonly EventDestination[]): readonly string[] {
  return [LOG_DESTINATION_NAME, FIREHOSE_DESTINATION_NAME].flatMap((name) => {
    const found = destinations.find(({ EventDestinationName }) => EventDestinationName === name);
    if (found === undefined) return [`The event destination ${name} is missing.`];
    if (found.Enabled !== true) return [`The event destination ${name} is disabled.`];
    if (!found.MatchingEventTypes?.includes('ALL'))
      return [`The event destination ${name} takes only ${found.MatchingEventTypes?.join(', ')}, not ALL.`];
    return [];
  });
}
