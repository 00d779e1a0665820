import * as sdk from '@aws-sdk/client-pinpoint-sms-voice-v2';

/** Bounds of a member, as the service model (API 2022-03-31) has them; the SDK's schemas leave them out. */
export interface Constraint {
  /** Of a string's or blob's length, a number's value, the count of a list or map. */
  readonly min?: number;
  readonly max?: number;
  /** Of the whole string. */
  readonly pattern?: RegExp;
  readonly oneOf?: readonly string[];
  /** Of a list's items or a map's values. */
  readonly items?: Constraint;
  /** Of a map's keys. */
  readonly keys?: Constraint;
}

const text = (min: number, max: number, pattern?: RegExp): Constraint => ({
  min,
  max,
  ...(pattern && { pattern }),
});
const oneOf = (values: Readonly<Record<string, string>>): Constraint => ({ oneOf: Object.values(values) });
const listOf = (min: number, max: number, items: Constraint = {}): Constraint => ({ min, max, items });

const name = text(1, 64, /^[A-Za-z0-9_-]+$/);
const idOrArn = text(1, 256, /^[A-Za-z0-9_:/-]+$/);
const sendingIdentity = text(1, 256, /^[A-Za-z0-9_:/+-]+$/);
const phoneNumber = text(1, 20, /^\+?[1-9][0-9]{1,18}$/);
const arn = text(20, 2048, /^arn:\S+$/);
const price = text(2, 8, /^[0-9]{0,2}\.[0-9]{1,5}$/);
const messageBody = /^(?!\s*$)[\s\S]+$/;
const fieldPath = text(1, 100, /^[A-Za-z0-9_.]+$/);
const sectionPath = text(1, 100, /^[A-Za-z0-9_]+$/);
const registrationType = text(1, 64, /^[A-Za-z0-9_]+$/);
const keyword = text(1, 30, /^[ \S]+$/);
const tagKey = text(1, 128, /^.+$/);
const isoCountryCode = text(2, 2, /^[A-Z]{2}$/);
const versionNumber: Constraint = { min: 1, max: 100_000 };

/** By member name; where operations differ, by `<structure>.<member>`. */
export const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  AttachmentBody: { min: 1, max: 6_990_508 },
  AttachmentUrl: text(1, 2048, /^\S+$/),
  ClientToken: text(1, 64, /^[!-~]+$/),
  ConfigurationSetName: idOrArn,
  'CreateConfigurationSetRequest.ConfigurationSetName': name,
  ConfigurationSetNames: listOf(0, 5, idOrArn),
  Context: {
    ...listOf(0, 5, text(1, 800, /^(?!\s)[\s\S]+(?<!\s)$/)),
    keys: text(1, 100, /^\S+$/),
  },
  CountryRuleSetUpdates: { min: 1, max: 300, keys: isoCountryCode },
  DeliveryStreamArn: arn,
  DestinationCountryParameters: {
    ...listOf(0, 10, text(1, 64, /^\S+$/)),
    keys: oneOf(sdk.DestinationCountryParameterKey),
  },
  DestinationPhoneNumber: phoneNumber,
  DestinationPhoneNumbers: listOf(0, 5, phoneNumber),
  EventDestinationName: name,
  FieldPath: fieldPath,
  FieldPaths: listOf(0, 5, fieldPath),
  'NumberPreferenceItem.Filter': listOf(1, 10, text(2, 16, /^\+?[0-9]{1,15}$/)),
  Filters: listOf(0, 20),
  IamRoleArn: arn,
  IsoCountryCode: isoCountryCode,
  Key: tagKey,
  Keyword: keyword,
  KeywordAction: oneOf(sdk.KeywordAction),
  KeywordMessage: text(1, 1600, messageBody),
  Keywords: listOf(0, 5, keyword),
  LanguageCode: oneOf(sdk.LanguageCode),
  LogGroupArn: arn,
  MatchingEventTypes: listOf(1, 52, oneOf(sdk.EventType)),
  MaxPrice: price,
  MaxPricePerMinute: price,
  MaxResults: { min: 1, max: 100 },
  MediaUrls: listOf(1, 1, text(1, 2048, /^s3:\/\/([a-z0-9.-]{3,63})\/(.+)$/)),
  MessageBody: text(1, 1600, messageBody),
  'SendVoiceMessageRequest.MessageBody': text(1, 6000, messageBody),
  MessageBodyTextType: oneOf(sdk.VoiceMessageBodyTextType),
  MessageFeedbackStatus: oneOf(sdk.MessageFeedbackStatus),
  MessageId: text(1, 64, /^[A-Za-z0-9_:/-]+$/),
  MessageType: oneOf(sdk.MessageType),
  MessageTypes: listOf(0, 2, oneOf(sdk.MessageType)),
  MonthlyLimit: { min: 0, max: 1_000_000_000 },
  'ConfigurationSetFilter.Name': oneOf(sdk.ConfigurationSetFilterName),
  'KeywordFilter.Name': oneOf(sdk.KeywordFilterName),
  'OptedOutFilter.Name': oneOf(sdk.OptedOutFilterName),
  'PhoneNumberFilter.Name': oneOf(sdk.PhoneNumberFilterName),
  'PoolFilter.Name': oneOf(sdk.PoolFilterName),
  'PoolOriginationIdentitiesFilter.Name': oneOf(sdk.PoolOriginationIdentitiesFilterName),
  'ProtectConfigurationFilter.Name': oneOf(sdk.ProtectConfigurationFilterName),
  'RegistrationAssociationFilter.Name': oneOf(sdk.RegistrationAssociationFilterName),
  'RegistrationAttachmentFilter.Name': oneOf(sdk.RegistrationAttachmentFilterName),
  'RegistrationFilter.Name': oneOf(sdk.RegistrationFilterName),
  'RegistrationTypeFilter.Name': oneOf(sdk.RegistrationTypeFilterName),
  'RegistrationVersionFilter.Name': oneOf(sdk.RegistrationVersionFilterName),
  'SenderIdFilter.Name': oneOf(sdk.SenderIdFilterName),
  'VerifiedDestinationNumberFilter.Name': oneOf(sdk.VerifiedDestinationNumberFilterName),
  NextToken: text(1, 1024, /^.+$/),
  NumberCapabilities: listOf(1, 4, oneOf(sdk.NumberCapability)),
  NumberCapability: oneOf(sdk.NumberCapability),
  NumberPreference: listOf(1, 1),
  NumberType: oneOf(sdk.RequestableNumberType),
  OptOutListName: idOrArn,
  'CreateOptOutListRequest.OptOutListName': name,
  OptOutListNames: listOf(0, 5, idOrArn),
  OptedOutNumber: phoneNumber,
  OptedOutNumbers: listOf(0, 5, phoneNumber),
  OriginationIdentity: idOrArn,
  'SendDestinationNumberVerificationCodeRequest.OriginationIdentity': sendingIdentity,
  'SendMediaMessageRequest.OriginationIdentity': sendingIdentity,
  'SendTextMessageRequest.OriginationIdentity': sendingIdentity,
  'SendVoiceMessageRequest.OriginationIdentity': sendingIdentity,
  Owner: oneOf(sdk.Owner),
  PhoneNumberId: idOrArn,
  PhoneNumberIds: listOf(0, 5, idOrArn),
  PoolId: text(0, 256, /^[A-Za-z0-9_:/-]*$/),
  PoolIds: listOf(0, 5, text(0, 256, /^[A-Za-z0-9_:/-]*$/)),
  'NumberPreferenceItem.PreferenceType': listOf(1, 1, oneOf(sdk.PreferenceType)),
  ProtectConfigurationId: idOrArn,
  ProtectConfigurationIds: listOf(0, 5, idOrArn),
  ProtectStatus: oneOf(sdk.ProtectStatus),
  RcsAgentId: idOrArn,
  RegistrationAttachmentId: idOrArn,
  RegistrationAttachmentIds: listOf(0, 5, idOrArn),
  RegistrationId: idOrArn,
  RegistrationIds: listOf(0, 5, idOrArn),
  RegistrationType: registrationType,
  RegistrationTypes: listOf(0, 5, registrationType),
  ResourceArn: text(20, 256, /^arn:[A-Za-z0-9_:/-]+$/),
  ResourceId: idOrArn,
  SectionPath: sectionPath,
  SectionPaths: listOf(0, 5, sectionPath),
  SelectChoices: listOf(0, 100, text(1, 256)),
  SenderId: idOrArn,
  'RequestSenderIdRequest.SenderId': text(1, 11, /^[A-Za-z0-9_-]+$/),
  'SetDefaultSenderIdRequest.SenderId': text(1, 11, /^[A-Za-z0-9_-]+$/),
  SenderIds: listOf(0, 5),
  TagKeys: listOf(1, 200, tagKey),
  Tags: listOf(0, 200),
  'TagResourceRequest.Tags': listOf(1, 200),
  TextValue: text(1, 2048),
  TimeToLive: { min: 5, max: 259_200 },
  TopicArn: arn,
  TwoWayChannelArn: text(20, 2048, /^\S+$/),
  TwoWayChannelRole: arn,
  Value: text(0, 256, /^.*$/),
  Values: listOf(1, 20, text(1, 128, /^[/.:A-Za-z0-9+_-]+$/)),
  VerificationChannel: oneOf(sdk.VerificationChannel),
  VerificationCode: text(1, 20, /^[A-Za-z0-9]+$/),
  VerifiedDestinationNumberId: idOrArn,
  VerifiedDestinationNumberIds: listOf(0, 5, idOrArn),
  VersionNumber: versionNumber,
  VersionNumbers: listOf(0, 5, versionNumber),
  VoiceId: oneOf(sdk.VoiceId),
};
