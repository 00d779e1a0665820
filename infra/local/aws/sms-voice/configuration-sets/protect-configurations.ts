import { arnOf, idOf, newId } from '../arns.ts';
import { conflict } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { filtered } from '../requests/filters.ts';
import { findAll, findConfigurationSet, findProtectConfiguration } from '../requests/finding.ts';
import { paged } from '../requests/paging.ts';
import { putTags, tagsOf } from '../requests/tags.ts';
import type { ConfigurationSet, ProtectConfiguration } from '../state.ts';
import { updateConfigurationSet } from './configuration-sets.ts';

type Names =
  | 'AssociateProtectConfiguration'
  | 'CreateProtectConfiguration'
  | 'DeleteAccountDefaultProtectConfiguration'
  | 'DeleteProtectConfiguration'
  | 'DescribeProtectConfigurations'
  | 'DisassociateProtectConfiguration'
  | 'GetProtectConfigurationCountryRuleSet'
  | 'SetAccountDefaultProtectConfiguration'
  | 'UpdateProtectConfiguration'
  | 'UpdateProtectConfigurationCountryRuleSet';

/**
 * The protect configuration that applies to a message: the one in the request, else the configuration set's, else the
 * account's default.
 */
function applicable(
  operation: Operation,
  named: string | undefined,
  set: ConfigurationSet | undefined,
): ProtectConfiguration | undefined {
  const id = named ?? set?.ProtectConfigurationId;
  if (id !== undefined) return findProtectConfiguration(operation, id);
  return [...operation.state.protectConfigurations.values()].find(({ AccountDefault }) => AccountDefault);
}

/** @throws AwsError ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION */
export function assertNotBlocked(
  operation: Operation,
  named: string | undefined,
  set: ConfigurationSet | undefined,
  route: { readonly isoCountryCode: string; readonly capability: string },
): void {
  const configuration = applicable(operation, named, set);
  const rule = configuration?.rules[route.capability]?.[route.isoCountryCode];
  if (configuration !== undefined && rule?.ProtectStatus === 'BLOCK')
    throw conflict(
      'DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION',
      'protect-configuration',
      configuration.ProtectConfigurationId,
    );
}

function update(
  operation: Operation,
  idOrArn: string,
  changes: Partial<ProtectConfiguration>,
): ProtectConfiguration {
  const changed = { ...findProtectConfiguration(operation, idOrArn), ...changes };
  operation.state.protectConfigurations.set(changed.ProtectConfigurationId, changed);
  return changed;
}

function currentDefault({ state }: Operation): ProtectConfiguration | undefined {
  return [...state.protectConfigurations.values()].find(({ AccountDefault }) => AccountDefault);
}

export const protectConfigurationHandlers: Handlers<Names> = {
  CreateProtectConfiguration(operation, input) {
    const { home, state } = operation;
    const ProtectConfigurationId = newId('protect');
    const created: ProtectConfiguration = {
      ProtectConfigurationArn: arnOf(home, 'protect-configuration', ProtectConfigurationId),
      ProtectConfigurationId,
      CreatedTimestamp: operation.now(),
      AccountDefault: false,
      DeletionProtectionEnabled: input.DeletionProtectionEnabled ?? false,
      rules: {},
    };
    putTags(operation, created.ProtectConfigurationArn, input.Tags);
    state.protectConfigurations.set(ProtectConfigurationId, created);
    return { ...created, Tags: tagsOf(operation, created.ProtectConfigurationArn) };
  },

  UpdateProtectConfiguration(operation, { ProtectConfigurationId, DeletionProtectionEnabled }) {
    const current = findProtectConfiguration(operation, ProtectConfigurationId);
    return update(operation, ProtectConfigurationId, {
      DeletionProtectionEnabled: DeletionProtectionEnabled ?? current.DeletionProtectionEnabled,
    });
  },

  DeleteProtectConfiguration(operation, input) {
    const { state } = operation;
    const deleted = findProtectConfiguration(operation, input.ProtectConfigurationId);
    const { ProtectConfigurationId: id } = deleted;
    const inTheWay = (reason: Parameters<typeof conflict>[0]) =>
      conflict(reason, 'protect-configuration', id);
    if (deleted.DeletionProtectionEnabled) throw inTheWay('DELETION_PROTECTION_ENABLED');
    if (deleted.AccountDefault) throw inTheWay('PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT');
    if ([...state.configurationSets.values()].some((set) => set.ProtectConfigurationId === id))
      throw inTheWay('PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET');
    state.protectConfigurations.delete(id);
    state.tags.delete(deleted.ProtectConfigurationArn);
    return deleted;
  },

  DescribeProtectConfigurations(operation, input) {
    const { home, state } = operation;
    const ids = input.ProtectConfigurationIds?.map((id) => idOf(home, 'protect-configuration', id));
    const { items, NextToken } = paged(
      filtered(findAll(operation, state.protectConfigurations, 'protect-configuration', ids), input.Filters, {
        'account-default': (configuration) => configuration.AccountDefault,
        'deletion-protection-enabled': (configuration) => configuration.DeletionProtectionEnabled,
      }),
      input,
    );
    return { ProtectConfigurations: items, NextToken };
  },

  AssociateProtectConfiguration(operation, { ProtectConfigurationId, ConfigurationSetName }) {
    const configuration = findProtectConfiguration(operation, ProtectConfigurationId);
    const changes = { ProtectConfigurationId: configuration.ProtectConfigurationId };
    return {
      ...configuration,
      ...updateConfigurationSet(operation, ConfigurationSetName, changes),
      ...changes,
    };
  },

  DisassociateProtectConfiguration(operation, { ProtectConfigurationId, ConfigurationSetName }) {
    const configuration = findProtectConfiguration(operation, ProtectConfigurationId);
    const set = findConfigurationSet(operation, ConfigurationSetName);
    if (set.ProtectConfigurationId !== configuration.ProtectConfigurationId)
      throw conflict(
        'PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET',
        'protect-configuration',
        configuration.ProtectConfigurationId,
      );
    updateConfigurationSet(operation, ConfigurationSetName, { ProtectConfigurationId: undefined });
    return { ...set, ...configuration };
  },

  GetProtectConfigurationCountryRuleSet(operation, { ProtectConfigurationId, NumberCapability }) {
    const configuration = findProtectConfiguration(operation, ProtectConfigurationId);
    const CountryRuleSet = configuration.rules[NumberCapability] ?? {};
    return { ...configuration, NumberCapability, CountryRuleSet };
  },

  UpdateProtectConfigurationCountryRuleSet(operation, input) {
    const { NumberCapability, CountryRuleSetUpdates } = input;
    const { rules } = findProtectConfiguration(operation, input.ProtectConfigurationId);
    const CountryRuleSet = { ...rules[NumberCapability], ...CountryRuleSetUpdates };
    const changes = { rules: { ...rules, [NumberCapability]: CountryRuleSet } };
    const configuration = update(operation, input.ProtectConfigurationId, changes);
    return { ...configuration, NumberCapability, CountryRuleSet };
  },

  SetAccountDefaultProtectConfiguration(operation, { ProtectConfigurationId }) {
    const { ProtectConfigurationId: id } = findProtectConfiguration(operation, ProtectConfigurationId);
    const previous = currentDefault(operation);
    if (previous !== undefined) update(operation, previous.ProtectConfigurationId, { AccountDefault: false });
    const configuration = update(operation, id, { AccountDefault: true });
    return {
      DefaultProtectConfigurationArn: configuration.ProtectConfigurationArn,
      DefaultProtectConfigurationId: id,
    };
  },

  DeleteAccountDefaultProtectConfiguration(operation) {
    const current = currentDefault(operation);
    if (current !== undefined) update(operation, current.ProtectConfigurationId, { AccountDefault: false });
    return {
      DefaultProtectConfigurationArn: current?.ProtectConfigurationArn,
      DefaultProtectConfigurationId: current?.ProtectConfigurationId,
    };
  },
};
