import { notSimulated } from '../../core/aws-error.ts';
import { conflict, invalid, notFound, quotaExceeded } from '../errors.ts';
import type { Handlers } from '../operation.ts';
import { findConfigurationSet } from '../requests/finding.ts';
import type { ConfigurationSet, EventDestination } from '../state.ts';
import { updateConfigurationSet } from './configuration-sets.ts';

/** "Each configuration set can contain between 0 and 5 event destinations" (CreateEventDestination). */
const DESTINATIONS_PER_CONFIGURATION_SET = 5;

type Target = Pick<
  EventDestination,
  'CloudWatchLogsDestination' | 'KinesisFirehoseDestination' | 'SnsDestination'
>;

/** The one place that events go to. @throws AwsError ValidationException when it is none or several */
function oneTarget(input: Target): Target {
  const { CloudWatchLogsDestination, KinesisFirehoseDestination, SnsDestination } = input;
  if (SnsDestination !== undefined) throw notSimulated('event destinations of Amazon SNS');
  const given = [CloudWatchLogsDestination, KinesisFirehoseDestination].filter((each) => each !== undefined);
  if (given.length === 0)
    throw invalid('MISSING_PARAMETER', { CloudWatchLogsDestination: 'One destination is required.' });
  if (given.length > 1)
    throw invalid('PARAMETERS_CANNOT_BE_USED_TOGETHER', {
      KinesisFirehoseDestination: 'An event destination has a single destination.',
    });
  return { CloudWatchLogsDestination, KinesisFirehoseDestination };
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
    const target = oneTarget(input);
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
      ...(retargeted !== undefined && oneTarget(input)),
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
