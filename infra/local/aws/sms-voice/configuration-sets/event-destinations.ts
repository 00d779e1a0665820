import { conflict, invalid, notFound, quotaExceeded } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { findConfigurationSet } from '../requests/finding.ts';
import type { ConfigurationSet, EventDestination } from '../state.ts';
import { updateConfigurationSet } from './configuration-sets.ts';
import type { EventTarget } from './event-targets.ts';

/** "Each configuration set can contain between 0 and 5 event destinations" (CreateEventDestination). */
const DESTINATIONS_PER_CONFIGURATION_SET = 5;

/**
 * The one destination of events, which must exist and be writable.
 *
 * @throws AwsError ValidationException when there is none or several, or it cannot be used
 */
function usableTarget({ home, eventTargets }: Operation, setName: string, input: EventTarget): EventTarget {
  const { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination } = input;
  const target = { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination };
  const given = Object.values(target).filter((each) => each !== undefined);
  if (given.length === 0)
    throw invalid('MISSING_PARAMETER', { CloudWatchLogsDestination: 'One destination is required.' });
  if (given.length > 1)
    throw invalid('PARAMETERS_CANNOT_BE_USED_TOGETHER', {
      KinesisFirehoseDestination: 'An event destination has a single destination.',
    });
  eventTargets.assertUsable(home, setName, target);
  return target;
}

function findDestination(set: ConfigurationSet, name: string): EventDestination {
  const found = set.EventDestinations.find(({ EventDestinationName }) => EventDestinationName === name);
  if (found === undefined) throw notFound('event-destination', name);
  return found;
}

export const eventDestinationHandlers: Handlers<
  'CreateEventDestination' | 'DeleteEventDestination' | 'UpdateEventDestination'
> = {
  CreateEventDestination(operation, input) {
    const set = findConfigurationSet(operation, input.ConfigurationSetName);
    const { EventDestinationName, MatchingEventTypes } = input;
    const target = usableTarget(operation, set.ConfigurationSetName, input);
    if (set.EventDestinations.some((other) => other.EventDestinationName === EventDestinationName))
      throw conflict('RESOURCE_ALREADY_EXISTS', 'event-destination', EventDestinationName);
    if (set.EventDestinations.length >= DESTINATIONS_PER_CONFIGURATION_SET)
      throw quotaExceeded('EVENT_DESTINATIONS_PER_CONFIGURATION_SET');
    const EventDestination = { EventDestinationName, Enabled: true, MatchingEventTypes, ...target };
    const EventDestinations = [...set.EventDestinations, EventDestination];
    return {
      ...updateConfigurationSet(operation, set.ConfigurationSetName, { EventDestinations }),
      EventDestination,
    };
  },

  UpdateEventDestination(operation, input) {
    const set = findConfigurationSet(operation, input.ConfigurationSetName);
    const current = findDestination(set, input.EventDestinationName);
    const { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination } = input;
    const retargeted = CloudWatchLogsDestination ?? KinesisFirehoseDestination ?? SnsDestination;
    const EventDestination = {
      ...current,
      Enabled: input.Enabled ?? current.Enabled,
      MatchingEventTypes: input.MatchingEventTypes ?? current.MatchingEventTypes,
      ...(retargeted !== undefined && usableTarget(operation, set.ConfigurationSetName, input)),
    };
    const EventDestinations = set.EventDestinations.map((each) =>
      each === current ? EventDestination : each,
    );
    return {
      ...updateConfigurationSet(operation, set.ConfigurationSetName, { EventDestinations }),
      EventDestination,
    };
  },

  DeleteEventDestination(operation, input) {
    const set = findConfigurationSet(operation, input.ConfigurationSetName);
    const EventDestination = findDestination(set, input.EventDestinationName);
    const EventDestinations = set.EventDestinations.filter((each) => each !== EventDestination);
    return {
      ...updateConfigurationSet(operation, set.ConfigurationSetName, { EventDestinations }),
      EventDestination,
    };
  },
};
