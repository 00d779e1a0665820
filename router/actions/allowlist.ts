import type { AccessClass, OptionalClass } from '../../registrar/contract/access-class.ts';
import { OPTIONAL_CLASSES } from '../../registrar/contract/access-class.ts';

export type { AccessClass } from '../../registrar/contract/access-class.ts';

/**
 * The actions that a caller may request: `<action>: <AWS service>('<access class>')`. An action has the name of the AWS
 * operation that it runs; its members, types and errors come from the SDK's schemas. To offer another operation of
 * these two services, add its line.
 *
 * Access classes are those of registrar/contract/access-class.ts. A request runs with credentials limited to its class,
 * see session-policy.ts; actions of class `account` are offered only when a deployment's context says so.
 *
 * Left out on purpose: the parts of Amazon Pinpoint that ended on 2026-10-30.
 */
export const ALLOWLIST = {
  // AWS End User Messaging SMS and Voice, API 2022-03-31
  AssociateOriginationIdentity: smsVoice('manage'),
  AssociateProtectConfiguration: smsVoice('manage'),
  CarrierLookup: smsVoice('billing'),
  CreateConfigurationSet: smsVoice('manage'),
  CreateEventDestination: smsVoice('manage'),
  CreateNotifyConfiguration: smsVoice('manage'),
  CreateOptOutList: smsVoice('manage'),
  CreatePool: smsVoice('manage'),
  CreateProtectConfiguration: smsVoice('manage'),
  CreateRcsAgent: smsVoice('manage'),
  CreateRegistration: smsVoice('manage'),
  CreateRegistrationAssociation: smsVoice('manage'),
  CreateRegistrationAttachment: smsVoice('manage'),
  CreateRegistrationVersion: smsVoice('manage'),
  CreateVerifiedDestinationNumber: smsVoice('manage'),
  DeleteConfigurationSet: smsVoice('manage'),
  DeleteDefaultMessageType: smsVoice('manage'),
  DeleteDefaultSenderId: smsVoice('manage'),
  DeleteEventDestination: smsVoice('manage'),
  DeleteKeyword: smsVoice('manage'),
  DeleteNotifyConfiguration: smsVoice('manage'),
  DeleteOptOutList: smsVoice('manage'),
  DeleteOptedOutNumber: smsVoice('manage'),
  DeletePool: smsVoice('manage'),
  DeleteProtectConfiguration: smsVoice('manage'),
  DeleteProtectConfigurationRuleSetNumberOverride: smsVoice('manage'),
  DeleteRcsAgent: smsVoice('manage'),
  DeleteRegistration: smsVoice('manage'),
  DeleteRegistrationAttachment: smsVoice('manage'),
  DeleteRegistrationFieldValue: smsVoice('manage'),
  DeleteVerifiedDestinationNumber: smsVoice('manage'),
  DescribeAccountAttributes: smsVoice('read'),
  DescribeAccountLimits: smsVoice('read'),
  DescribeConfigurationSets: smsVoice('read'),
  DescribeKeywords: smsVoice('read'),
  DescribeNotifyConfigurations: smsVoice('read'),
  DescribeNotifyTemplates: smsVoice('read'),
  DescribeOptOutLists: smsVoice('read'),
  DescribeOptedOutNumbers: smsVoice('read'),
  DescribePhoneNumbers: smsVoice('read'),
  DescribePools: smsVoice('read'),
  DescribeProtectConfigurations: smsVoice('read'),
  DescribeRcsAgentCountryLaunchStatus: smsVoice('read'),
  DescribeRcsAgents: smsVoice('read'),
  DescribeRegistrationAttachments: smsVoice('read'),
  DescribeRegistrationFieldDefinitions: smsVoice('read'),
  DescribeRegistrationFieldValues: smsVoice('read'),
  DescribeRegistrationSectionDefinitions: smsVoice('read'),
  DescribeRegistrationTypeDefinitions: smsVoice('read'),
  DescribeRegistrationVersions: smsVoice('read'),
  DescribeRegistrations: smsVoice('read'),
  DescribeSenderIds: smsVoice('read'),
  DescribeSpendLimits: smsVoice('read'),
  DescribeVerifiedDestinationNumbers: smsVoice('read'),
  DisassociateOriginationIdentity: smsVoice('manage'),
  DisassociateProtectConfiguration: smsVoice('manage'),
  DiscardRegistrationVersion: smsVoice('manage'),
  GetProtectConfigurationCountryRuleSet: smsVoice('read'),
  GetResourcePolicy: smsVoice('read'),
  ListAvailablePhoneNumbers: smsVoice('read'),
  ListNotifyCountries: smsVoice('read'),
  ListPoolOriginationIdentities: smsVoice('read'),
  ListProtectConfigurationRuleSetNumberOverrides: smsVoice('read'),
  ListRegistrationAssociations: smsVoice('read'),
  ListTagsForResource: smsVoice('read'),
  PutKeyword: smsVoice('manage'),
  PutMessageFeedback: smsVoice('send'),
  PutOptedOutNumber: smsVoice('manage'),
  PutProtectConfigurationRuleSetNumberOverride: smsVoice('manage'),
  PutRegistrationFieldValue: smsVoice('manage'),
  ReleasePhoneNumber: smsVoice('billing'),
  ReleaseSenderId: smsVoice('billing'),
  RequestPhoneNumber: smsVoice('billing'),
  RequestSenderId: smsVoice('billing'),
  SendDestinationNumberVerificationCode: smsVoice('send'),
  SendMediaMessage: smsVoice('send'),
  SendNotifyTextMessage: smsVoice('send'),
  SendNotifyVoiceMessage: smsVoice('send'),
  SendRcsMessage: smsVoice('send'),
  SendTextMessage: smsVoice('send'),
  SendVoiceMessage: smsVoice('send'),
  SetDefaultMessageFeedbackEnabled: smsVoice('manage'),
  SetDefaultMessageType: smsVoice('manage'),
  SetDefaultSenderId: smsVoice('manage'),
  SubmitRegistrationVersion: smsVoice('billing'),
  TagResource: smsVoice('manage'),
  UntagResource: smsVoice('manage'),
  UpdateEventDestination: smsVoice('manage'),
  UpdateNotifyConfiguration: smsVoice('manage'),
  UpdatePhoneNumber: smsVoice('manage'),
  UpdatePool: smsVoice('manage'),
  UpdateProtectConfiguration: smsVoice('manage'),
  UpdateProtectConfigurationCountryRuleSet: smsVoice('manage'),
  UpdateRcsAgent: smsVoice('manage'),
  UpdateSenderId: smsVoice('manage'),
  VerifyDestinationNumber: smsVoice('manage'),
  // the whole account: offered only with `allowClasses=account`
  DeleteAccountDefaultProtectConfiguration: smsVoice('account'),
  DeleteMediaMessageSpendLimitOverride: smsVoice('account'),
  DeleteNotifyMessageSpendLimitOverride: smsVoice('account'),
  DeleteRcsMessageSpendLimitOverride: smsVoice('account'),
  DeleteResourcePolicy: smsVoice('account'),
  DeleteTextMessageSpendLimitOverride: smsVoice('account'),
  DeleteVoiceMessageSpendLimitOverride: smsVoice('account'),
  PutResourcePolicy: smsVoice('account'),
  SetAccountDefaultProtectConfiguration: smsVoice('account'),
  SetMediaMessageSpendLimitOverride: smsVoice('account'),
  SetNotifyMessageSpendLimitOverride: smsVoice('account'),
  SetRcsMessageSpendLimitOverride: smsVoice('account'),
  SetTextMessageSpendLimitOverride: smsVoice('account'),
  SetVoiceMessageSpendLimitOverride: smsVoice('account'),
  // Amazon Pinpoint, API 2016-12-01: messages, one-time passwords, number validation
  SendMessages: mobileTargeting('send'),
  SendUsersMessages: mobileTargeting('send'),
  SendOTPMessage: mobileTargeting('send'),
  VerifyOTPMessage: mobileTargeting('send'),
  PhoneNumberValidate: mobileTargeting('billing'),
  // Amazon Pinpoint: applications and push channels
  CreateApp: mobileTargeting('manage'),
  GetApp: mobileTargeting('read'),
  GetApps: mobileTargeting('read'),
  DeleteApp: mobileTargeting('manage'),
  GetChannels: mobileTargeting('read'),
  GetAdmChannel: mobileTargeting('read'),
  UpdateAdmChannel: mobileTargeting('manage'),
  DeleteAdmChannel: mobileTargeting('manage'),
  GetApnsChannel: mobileTargeting('read'),
  UpdateApnsChannel: mobileTargeting('manage'),
  DeleteApnsChannel: mobileTargeting('manage'),
  GetApnsSandboxChannel: mobileTargeting('read'),
  UpdateApnsSandboxChannel: mobileTargeting('manage'),
  DeleteApnsSandboxChannel: mobileTargeting('manage'),
  GetApnsVoipChannel: mobileTargeting('read'),
  UpdateApnsVoipChannel: mobileTargeting('manage'),
  DeleteApnsVoipChannel: mobileTargeting('manage'),
  GetApnsVoipSandboxChannel: mobileTargeting('read'),
  UpdateApnsVoipSandboxChannel: mobileTargeting('manage'),
  DeleteApnsVoipSandboxChannel: mobileTargeting('manage'),
  GetBaiduChannel: mobileTargeting('read'),
  UpdateBaiduChannel: mobileTargeting('manage'),
  DeleteBaiduChannel: mobileTargeting('manage'),
  GetGcmChannel: mobileTargeting('read'),
  UpdateGcmChannel: mobileTargeting('manage'),
  DeleteGcmChannel: mobileTargeting('manage'),
  // The router's own: they run in the management account, on data kept about the tenant
  DescribeMessages: own('read'),
  DescribeCallbacks: own('read'),
  PutCallback: own('manage'),
  DeleteCallback: own('manage'),
  TestCallback: own('manage'),
  RotateCallbackSecret: own('manage'),
} as const satisfies Readonly<Record<string, ActionEntry>>;

export type Service = 'sms-voice' | 'mobiletargeting';
export type Action = keyof typeof ALLOWLIST;
/** Actions that are AWS operations, run in the tenant's account. */
export type AwsAction = {
  [A in Action]: (typeof ALLOWLIST)[A]['service'] extends Service ? A : never;
}[Action];
/** Actions that the router runs itself. */
export type OwnAction = Exclude<Action, AwsAction>;

export interface ActionEntry {
  /** The service's IAM prefix, which is also its signing name; `router` for the router's own actions. */
  readonly service: Service | 'router';
  readonly access: AccessClass;
}

export const ACTIONS = Object.keys(ALLOWLIST) as readonly Action[];
export const AWS_ACTIONS = ACTIONS.filter(isAwsAction);

export function isAwsAction(action: Action): action is AwsAction {
  return ALLOWLIST[action].service !== 'router';
}

/** Names that every object inherits, such as `constructor`, are not actions. */
export function isAction(name: string): name is Action {
  return Object.hasOwn(ALLOWLIST, name);
}

/** The deployment's limits of the allowlist. */
export interface Offer {
  /** Limits the allowlist to these actions; `null` for no limit. */
  readonly allowedActions: ReadonlySet<Action> | null;
  /** Optional classes that are offered. */
  readonly allowedClasses: ReadonlySet<OptionalClass>;
}

/** Whether a deployment offers an action. */
export function isOffered(action: Action, { allowedActions, allowedClasses }: Offer): boolean {
  const { access } = ALLOWLIST[action];
  if (isOptional(access) && !allowedClasses.has(access)) return false;
  return allowedActions === null || allowedActions.has(action);
}

function isOptional(access: AccessClass): access is OptionalClass {
  return (OPTIONAL_CLASSES as readonly AccessClass[]).includes(access);
}

function smsVoice<A extends AccessClass>(access: A) {
  return { service: 'sms-voice', access } as const;
}

function mobileTargeting<A extends AccessClass>(access: A) {
  return { service: 'mobiletargeting', access } as const;
}

function own<A extends AccessClass>(access: A) {
  return { service: 'router', access } as const;
}
