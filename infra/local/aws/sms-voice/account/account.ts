import type { AccountLimit, SpendLimit } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { invalid } from '../errors.ts';
import type { Handlers, Operation } from '../operation.ts';
import { paged } from '../requests/paging.ts';
import { VERIFIED_NUMBERS_PER_ACCOUNT } from './verified-destinations.ts';

/** The account's initial quotas, whose figures AWS does not publish; nothing is refused because of them. */
const INITIAL_QUOTA = 100;

/** US dollars a month; the initial limit of every account. */
const MAX_SPEND = 1;

const SPEND_LIMITS: readonly SpendLimit['Name'][] = [
  'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT',
  'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT',
  'MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT',
];

type Names =
  | 'DeleteMediaMessageSpendLimitOverride'
  | 'DeleteTextMessageSpendLimitOverride'
  | 'DeleteVoiceMessageSpendLimitOverride'
  | 'DescribeAccountAttributes'
  | 'DescribeAccountLimits'
  | 'DescribeSpendLimits'
  | 'SetMediaMessageSpendLimitOverride'
  | 'SetTextMessageSpendLimitOverride'
  | 'SetVoiceMessageSpendLimitOverride';

function setLimit({ state }: Operation, name: SpendLimit['Name'], MonthlyLimit: number) {
  if (MonthlyLimit > MAX_SPEND)
    throw invalid('REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT', {
      MonthlyLimit: `At most ${MAX_SPEND} US dollar a month.`,
    });
  state.spendLimitOverrides.set(name, MonthlyLimit);
  return { MonthlyLimit };
}

function deleteLimit({ state }: Operation, name: SpendLimit['Name']) {
  const MonthlyLimit = state.spendLimitOverrides.get(name);
  state.spendLimitOverrides.delete(name);
  return { MonthlyLimit };
}

function usage({ state }: Operation): AccountLimit[] {
  const used = {
    PHONE_NUMBERS: state.phoneNumbers.size,
    POOLS: state.pools.size,
    CONFIGURATION_SETS: state.configurationSets.size,
    OPT_OUT_LISTS: state.optOutLists.size,
    SENDER_IDS: state.senderIds.size,
    REGISTRATIONS: state.registrations.size,
    REGISTRATION_ATTACHMENTS: state.attachments.size,
  } as const;
  const limits = Object.entries(used).map(
    ([Name, Used]): AccountLimit => ({ Name: Name as keyof typeof used, Used, Max: INITIAL_QUOTA }),
  );
  return [
    ...limits,
    {
      Name: 'VERIFIED_DESTINATION_NUMBERS',
      Used: state.verifiedDestinations.size,
      Max: VERIFIED_NUMBERS_PER_ACCOUNT,
    },
  ];
}

export const accountHandlers: Handlers<Names> = {
  DescribeAccountAttributes({ state, accountTier }, input) {
    const protecting = [...state.protectConfigurations.values()].find(({ AccountDefault }) => AccountDefault);
    const attributes = [
      { Name: 'ACCOUNT_TIER' as const, Value: accountTier },
      ...(protecting === undefined
        ? []
        : [
            {
              Name: 'DEFAULT_PROTECT_CONFIGURATION_ID' as const,
              Value: protecting.ProtectConfigurationId,
            },
          ]),
    ];
    const { items, NextToken } = paged(attributes, input);
    return { AccountAttributes: items, NextToken };
  },

  DescribeAccountLimits(operation, input) {
    const { items, NextToken } = paged(usage(operation), input);
    return { AccountLimits: items, NextToken };
  },

  DescribeSpendLimits({ state }, input) {
    const limits = SPEND_LIMITS.map((Name) => ({
      Name,
      EnforcedLimit: state.spendLimitOverrides.get(Name) ?? MAX_SPEND,
      MaxLimit: MAX_SPEND,
      Overridden: state.spendLimitOverrides.has(Name),
    }));
    const { items, NextToken } = paged(limits, input);
    return { SpendLimits: items, NextToken };
  },

  SetTextMessageSpendLimitOverride: (operation, { MonthlyLimit }) =>
    setLimit(operation, 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', MonthlyLimit),
  SetVoiceMessageSpendLimitOverride: (operation, { MonthlyLimit }) =>
    setLimit(operation, 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT', MonthlyLimit),
  SetMediaMessageSpendLimitOverride: (operation, { MonthlyLimit }) =>
    setLimit(operation, 'MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT', MonthlyLimit),
  DeleteTextMessageSpendLimitOverride: (operation) =>
    deleteLimit(operation, 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT'),
  DeleteVoiceMessageSpendLimitOverride: (operation) =>
    deleteLimit(operation, 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT'),
  DeleteMediaMessageSpendLimitOverride: (operation) =>
    deleteLimit(operation, 'MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT'),
};
