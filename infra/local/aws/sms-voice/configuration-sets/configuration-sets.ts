import { arnOf, idOf } from '../arns.ts';
import { conflict } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findAll, findConfigurationSet } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { ConfigurationSet } from '../state.ts';

type Names =
  | 'CreateConfigurationSet'
  | 'DeleteConfigurationSet'
  | 'DeleteDefaultMessageType'
  | 'DeleteDefaultSenderId'
  | 'DescribeConfigurationSets'
  | 'SetDefaultMessageFeedbackEnabled'
  | 'SetDefaultMessageType'
  | 'SetDefaultSenderId';

/** Replaces the set with one that has `changes`. */
export function updateConfigurationSet(
  operation: Operation,
  nameOrArn: string,
  changes: Partial<ConfigurationSet>,
): ConfigurationSet {
  const changed = { ...findConfigurationSet(operation, nameOrArn), ...changes };
  operation.state.configurationSets.set(changed.ConfigurationSetName, changed);
  return changed;
}

export const configurationSetHandlers: Handlers<Names> = {
  CreateConfigurationSet(operation, { ConfigurationSetName, Tags }) {
    const { home, state } = operation;
    if (state.configurationSets.has(ConfigurationSetName))
      throw conflict('RESOURCE_ALREADY_EXISTS', 'configuration-set', ConfigurationSetName);
    const created = {
      ConfigurationSetArn: arnOf(home, 'configuration-set', ConfigurationSetName),
      ConfigurationSetName,
      EventDestinations: [],
      CreatedTimestamp: operation.now(),
    };
    putTags(operation, created.ConfigurationSetArn, Tags);
    state.configurationSets.set(ConfigurationSetName, created);
    return { ...created, Tags: tagsOf(operation, created.ConfigurationSetArn) };
  },

  DeleteConfigurationSet(operation, { ConfigurationSetName }) {
    const deleted = findConfigurationSet(operation, ConfigurationSetName);
    operation.state.configurationSets.delete(deleted.ConfigurationSetName);
    operation.state.tags.delete(deleted.ConfigurationSetArn);
    return deleted;
  },

  DescribeConfigurationSets(operation, input) {
    const { home, state } = operation;
    const names = input.ConfigurationSetNames?.map((name) => idOf(home, 'configuration-set', name));
    const found = findAll(operation, state.configurationSets, 'configuration-set', names);
    const { items, NextToken } = paged(
      filtered(found, input.Filters, {
        'event-destination-name': (set) => set.EventDestinations.map((each) => each.EventDestinationName),
        'matching-event-types': (set) => set.EventDestinations.flatMap((each) => each.MatchingEventTypes),
        'default-message-type': (set) => set.DefaultMessageType,
        'default-sender-id': (set) => set.DefaultSenderId,
        'default-message-feedback-enabled': (set) => set.DefaultMessageFeedbackEnabled ?? false,
        'protect-configuration-id': (set) => set.ProtectConfigurationId,
      }),
      input,
    );
    return { ConfigurationSets: items, NextToken };
  },

  SetDefaultMessageType(operation, { ConfigurationSetName, MessageType }) {
    const set = updateConfigurationSet(operation, ConfigurationSetName, { DefaultMessageType: MessageType });
    return { ...set, MessageType };
  },

  SetDefaultSenderId(operation, { ConfigurationSetName, SenderId }) {
    const set = updateConfigurationSet(operation, ConfigurationSetName, { DefaultSenderId: SenderId });
    return { ...set, SenderId };
  },

  SetDefaultMessageFeedbackEnabled(operation, { ConfigurationSetName, MessageFeedbackEnabled }) {
    const changes = { DefaultMessageFeedbackEnabled: MessageFeedbackEnabled };
    return { ...updateConfigurationSet(operation, ConfigurationSetName, changes), MessageFeedbackEnabled };
  },

  DeleteDefaultMessageType(operation, { ConfigurationSetName }) {
    const { DefaultMessageType: MessageType } = findConfigurationSet(operation, ConfigurationSetName);
    const set = updateConfigurationSet(operation, ConfigurationSetName, { DefaultMessageType: undefined });
    return { ...set, MessageType };
  },

  DeleteDefaultSenderId(operation, { ConfigurationSetName }) {
    const { DefaultSenderId: SenderId } = findConfigurationSet(operation, ConfigurationSetName);
    const set = updateConfigurationSet(operation, ConfigurationSetName, { DefaultSenderId: undefined });
    return { ...set, SenderId };
  },
};
