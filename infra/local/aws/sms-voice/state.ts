import type {
  ConfigurationSetInformation,
  KeywordInformation,
  OptedOutNumberInformation,
  OptOutListInformation,
  PhoneNumberInformation,
  PoolInformation,
  ProtectConfigurationCountryRuleSetInformation,
  ProtectConfigurationInformation,
  RegistrationAttachmentsInformation,
  RegistrationFieldValueInformation,
  RegistrationInformation,
  RegistrationVersionInformation,
  SenderIdInformation,
  SpendLimit,
  VerifiedDestinationNumberInformation,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Present } from '../core/schema/sdk-operation.ts';

export type ConfigurationSet = Present<ConfigurationSetInformation>;
export type EventDestination = ConfigurationSet['EventDestinations'][number];
export type Pool = Present<PoolInformation> & {
  /** ARNs of phone numbers and sender ids. */
  readonly members: readonly string[];
};
export type PhoneNumber = Present<PhoneNumberInformation> & { readonly PhoneNumberId: string };
export type SenderId = Present<SenderIdInformation>;
export type Keyword = Present<KeywordInformation>;
export type OptedOutNumber = Present<OptedOutNumberInformation>;
export type OptOutList = Present<OptOutListInformation> & {
  /** By phone number. */
  readonly numbers: ReadonlyMap<string, OptedOutNumber>;
  /** When a number was removed from the list, in milliseconds since the epoch. */
  readonly optedInAt: ReadonlyMap<string, number>;
};
export type FieldValue = Present<RegistrationFieldValueInformation>;
export type RegistrationVersion = Present<RegistrationVersionInformation> & {
  /** By field path. */
  readonly values: ReadonlyMap<string, FieldValue>;
};
export type Registration = Present<RegistrationInformation> & {
  /** Oldest first. */
  readonly versions: readonly RegistrationVersion[];
  /** ARNs of phone numbers, sender ids and registrations. */
  readonly associations: readonly string[];
};
export type Attachment = Present<RegistrationAttachmentsInformation> & { readonly body?: Uint8Array };
export type VerifiedDestination = Present<VerifiedDestinationNumberInformation> & {
  readonly code?: { readonly value: string; readonly expiresAt: number };
};
export type CountryRules = Readonly<Record<string, Present<ProtectConfigurationCountryRuleSetInformation>>>;
export type ProtectConfiguration = Present<ProtectConfigurationInformation> & {
  /** By capability (`SMS`, `VOICE`, `MMS`), then by ISO country code. */
  readonly rules: Readonly<Record<string, CountryRules>>;
};

/** The state of one account in one Region. Records are replaced, not changed in place. */
export interface RegionState {
  /** By name. */
  readonly configurationSets: Map<string, ConfigurationSet>;
  readonly optOutLists: Map<string, OptOutList>;
  /** By id. */
  readonly phoneNumbers: Map<string, PhoneNumber>;
  readonly pools: Map<string, Pool>;
  readonly registrations: Map<string, Registration>;
  readonly attachments: Map<string, Attachment>;
  readonly verifiedDestinations: Map<string, VerifiedDestination>;
  readonly protectConfigurations: Map<string, ProtectConfiguration>;
  /** By `<sender id>/<ISO country code>`. */
  readonly senderIds: Map<string, SenderId>;
  /** By ARN of the phone number or pool, then by keyword in upper case. */
  readonly keywords: Map<string, ReadonlyMap<string, Keyword>>;
  /** By ARN. */
  readonly tags: Map<string, ReadonlyMap<string, string>>;
  /** By name; only those that differ from the defaults. */
  readonly spendLimitOverrides: Map<SpendLimit['Name'], number>;
  /** Answers to requests with a client token, by operation, token and input. */
  readonly answered: Map<string, unknown>;
}

/** The initial state: one opt-out list, named Default. */
export function createRegionState(optOutListArn: string, createdAt: Date): RegionState {
  const defaultList: OptOutList = {
    OptOutListArn: optOutListArn,
    OptOutListName: DEFAULT_OPT_OUT_LIST,
    CreatedTimestamp: createdAt,
    numbers: new Map(),
    optedInAt: new Map(),
  };
  return {
    configurationSets: new Map(),
    optOutLists: new Map([[DEFAULT_OPT_OUT_LIST, defaultList]]),
    phoneNumbers: new Map(),
    pools: new Map(),
    registrations: new Map(),
    attachments: new Map(),
    verifiedDestinations: new Map(),
    protectConfigurations: new Map(),
    senderIds: new Map(),
    keywords: new Map(),
    tags: new Map(),
    spendLimitOverrides: new Map(),
    answered: new Map(),
  };
}

export const DEFAULT_OPT_OUT_LIST = 'Default';
