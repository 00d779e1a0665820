import type { ResourceType } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Home } from '../../core/caller.ts';
import { arnFrom, arnOf, idOf } from '../arns.ts';
import type { ModelledOperation } from '../handlers.ts';
import type { Input, Operation } from '../operation.ts';
import { originationNumber } from '../originators/phone-numbers.ts';

/** The ARNs on which a call needs its own action; none means `*`. */
type Resources<Name extends ModelledOperation> = (
  input: Input<Name>,
  operation: Operation,
) => readonly (string | undefined)[];

const everything = () => [];

const configurationSet = (input: { ConfigurationSetName: string }, { home }: Operation) => [
  arnFrom(home, 'configuration-set', input.ConfigurationSetName),
];
const optOutList = (input: { OptOutListName: string }, { home }: Operation) => [
  arnFrom(home, 'opt-out-list', input.OptOutListName),
];
const phoneNumber = (input: { PhoneNumberId: string }, { home }: Operation) => [
  arnFrom(home, 'phone-number', input.PhoneNumberId),
];
const pool = (input: { PoolId: string }, { home }: Operation) => [arnFrom(home, 'pool', input.PoolId)];
const protectConfiguration = (input: { ProtectConfigurationId: string }, { home }: Operation) => [
  arnFrom(home, 'protect-configuration', input.ProtectConfigurationId),
];
const registration = (input: { RegistrationId: string }, { home }: Operation) => [
  arnFrom(home, 'registration', input.RegistrationId),
];
const senderId = (input: { SenderId: string; IsoCountryCode: string }, { home }: Operation) => [
  senderIdArn(home, input.SenderId, input.IsoCountryCode),
];
const verifiedDestination = (input: { VerifiedDestinationNumberId: string }, { home }: Operation) => [
  arnFrom(home, 'verified-destination-number', input.VerifiedDestinationNumberId),
];
const origination = (
  input: { OriginationIdentity?: string | undefined; IsoCountryCode?: string | undefined },
  operation: Operation,
) => [identityArn(operation, input.OriginationIdentity, input.IsoCountryCode)];
const tagged = ({ ResourceArn }: { ResourceArn: string }) => [ResourceArn];

function each(home: Home, type: ResourceType, ids: readonly string[] | undefined): readonly string[] {
  return (ids ?? []).map((id) => arnFrom(home, type, id));
}

/** Resource types as in "Actions, resources, and condition keys for AWS End User Messaging SMS and Voice V2". */
export const RESOURCES: { readonly [Name in ModelledOperation]: Resources<Name> } = {
  AssociateOriginationIdentity: (input, operation) => [
    ...pool(input, operation),
    ...origination(input, operation),
  ],
  AssociateProtectConfiguration: (input, operation) => [
    ...configurationSet(input, operation),
    ...protectConfiguration(input, operation),
  ],
  CreateConfigurationSet: everything,
  CreateEventDestination: configurationSet,
  CreateOptOutList: everything,
  CreatePool: origination,
  CreateProtectConfiguration: everything,
  CreateRegistration: everything,
  CreateRegistrationAssociation: (input, operation) => [
    ...registration(input, operation),
    /^registration-/.test(input.ResourceId)
      ? arnFrom(operation.home, 'registration', input.ResourceId)
      : identityArn(operation, input.ResourceId),
  ],
  CreateRegistrationAttachment: everything,
  CreateRegistrationVersion: registration,
  CreateVerifiedDestinationNumber: everything,
  DeleteAccountDefaultProtectConfiguration: everything,
  DeleteConfigurationSet: configurationSet,
  DeleteDefaultMessageType: configurationSet,
  DeleteDefaultSenderId: configurationSet,
  DeleteEventDestination: configurationSet,
  DeleteKeyword: origination,
  DeleteMediaMessageSpendLimitOverride: everything,
  DeleteOptOutList: optOutList,
  DeleteOptedOutNumber: optOutList,
  DeletePool: pool,
  DeleteProtectConfiguration: protectConfiguration,
  DeleteRegistration: registration,
  DeleteRegistrationAttachment: ({ RegistrationAttachmentId }, { home }) => [
    arnFrom(home, 'registration-attachment', RegistrationAttachmentId),
  ],
  DeleteRegistrationFieldValue: registration,
  DeleteTextMessageSpendLimitOverride: everything,
  DeleteVerifiedDestinationNumber: verifiedDestination,
  DeleteVoiceMessageSpendLimitOverride: everything,
  DescribeAccountAttributes: everything,
  DescribeAccountLimits: everything,
  DescribeConfigurationSets: (input, { home }) =>
    each(home, 'configuration-set', input.ConfigurationSetNames),
  DescribeKeywords: origination,
  DescribeOptOutLists: (input, { home }) => each(home, 'opt-out-list', input.OptOutListNames),
  DescribeOptedOutNumbers: optOutList,
  DescribePhoneNumbers: (input, { home }) => each(home, 'phone-number', input.PhoneNumberIds),
  DescribePools: (input, { home }) => each(home, 'pool', input.PoolIds),
  DescribeProtectConfigurations: (input, { home }) =>
    each(home, 'protect-configuration', input.ProtectConfigurationIds),
  DescribeRegistrationAttachments: (input, { home }) =>
    each(home, 'registration-attachment', input.RegistrationAttachmentIds),
  DescribeRegistrationFieldDefinitions: everything,
  DescribeRegistrationFieldValues: registration,
  DescribeRegistrationSectionDefinitions: everything,
  DescribeRegistrationTypeDefinitions: everything,
  DescribeRegistrationVersions: registration,
  DescribeRegistrations: (input, { home }) => each(home, 'registration', input.RegistrationIds),
  DescribeSenderIds: ({ SenderIds = [] }, { home }) =>
    SenderIds.map(({ SenderId, IsoCountryCode }) => senderIdArn(home, SenderId, IsoCountryCode)),
  DescribeSpendLimits: everything,
  DescribeVerifiedDestinationNumbers: (input, { home }) =>
    each(home, 'verified-destination-number', input.VerifiedDestinationNumberIds),
  DisassociateOriginationIdentity: (input, operation) => [
    ...pool(input, operation),
    ...origination(input, operation),
  ],
  DisassociateProtectConfiguration: (input, operation) => [
    ...configurationSet(input, operation),
    ...protectConfiguration(input, operation),
  ],
  DiscardRegistrationVersion: registration,
  GetProtectConfigurationCountryRuleSet: protectConfiguration,
  ListPoolOriginationIdentities: pool,
  ListRegistrationAssociations: registration,
  ListTagsForResource: tagged,
  PutKeyword: origination,
  PutMessageFeedback: ({ MessageId }, { home }) => [arnFrom(home, 'message', MessageId)],
  PutOptedOutNumber: optOutList,
  PutRegistrationFieldValue: registration,
  ReleasePhoneNumber: phoneNumber,
  ReleaseSenderId: senderId,
  RequestPhoneNumber: ({ PoolId }, { home }) => (PoolId ? [arnFrom(home, 'pool', PoolId)] : []),
  RequestSenderId: everything,
  SendDestinationNumberVerificationCode: origination,
  SendMediaMessage: origination,
  SendTextMessage: origination,
  SendVoiceMessage: origination,
  SetAccountDefaultProtectConfiguration: protectConfiguration,
  SetDefaultMessageFeedbackEnabled: configurationSet,
  SetDefaultMessageType: configurationSet,
  SetDefaultSenderId: configurationSet,
  SetMediaMessageSpendLimitOverride: everything,
  SetTextMessageSpendLimitOverride: everything,
  SetVoiceMessageSpendLimitOverride: everything,
  SubmitRegistrationVersion: registration,
  TagResource: tagged,
  UntagResource: tagged,
  UpdateEventDestination: configurationSet,
  UpdatePhoneNumber: phoneNumber,
  UpdatePool: pool,
  UpdateProtectConfiguration: protectConfiguration,
  UpdateProtectConfigurationCountryRuleSet: protectConfiguration,
  UpdateSenderId: senderId,
  VerifyDestinationNumber: verifiedDestination,
};

function senderIdArn(home: Home, idOrArn: string, isoCountryCode: string): string {
  return idOrArn.startsWith('arn:') ? idOrArn : arnOf(home, 'sender-id', `${idOrArn}/${isoCountryCode}`);
}

/** The resource of an origination identity: a pool, a phone number by id or by number, or else a sender id. */
function identityArn(
  operation: Operation,
  identity: string | undefined,
  isoCountryCode?: string,
): string | undefined {
  if (identity === undefined || identity.startsWith('arn:')) return identity;
  const { home, state } = operation;
  const known = originationNumber(operation, identity)?.PhoneNumberArn ?? state.pools.get(identity)?.PoolArn;
  if (known !== undefined) return known;
  if (identity.startsWith('pool-')) return arnOf(home, 'pool', identity);
  if (/^(\+|phone-)/.test(identity)) return arnOf(home, 'phone-number', identity);
  const senders = [...state.senderIds.values()];
  const sender = senders.find(
    ({ SenderId, IsoCountryCode }) =>
      SenderId === idOf(home, 'sender-id', identity) && (isoCountryCode ?? IsoCountryCode) === IsoCountryCode,
  );
  return sender?.SenderIdArn ?? arnOf(home, 'sender-id', `${identity}/${isoCountryCode ?? '*'}`);
}
