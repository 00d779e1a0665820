import { attachmentField, section, selectField, TRIMMED, textField, VERTICALS } from './field.ts';
import type { RegistrationForm } from './form.ts';
import { US_TEN_DLC_BRAND_REGISTRATION } from './us-ten-dlc-brand.ts';

const SUB_USE_CASES: readonly string[] = [
  ...['ACCOUNT_NOTIFICATION', 'CUSTOMER_CARE', 'DELIVERY_NOTIFICATION', 'FRAUD_ALERT', 'HIGHER_EDUCATION'],
  ...['MARKETING', 'POLLING_VOTING', 'PUBLIC_SERVICE_ANNOUNCEMENT', 'SECURITY_ALERT'],
  'TWO_FACTOR_AUTHENTICATION',
];
const YES_OR_NO = ['Yes', 'No'];

/**
 * A campaign of an approved brand, which 10DLC numbers send for. Fields, limits and choices as in
 * aws-samples/sample-sms-10dlc-registration-automation; the labels agree with "10DLC campaign registration" of the AWS
 * End User Messaging SMS guide. It names its brand by an association, as "Create a registration using the AWS CLI" says.
 *
 * A guess, because nothing is published: the spelling of the associations' resource types, and what ends with them.
 */
export const US_TEN_DLC_CAMPAIGN_REGISTRATION: RegistrationForm = {
  type: {
    RegistrationType: 'US_TEN_DLC_CAMPAIGN_REGISTRATION',
    SupportedAssociations: [
      {
        ResourceType: US_TEN_DLC_BRAND_REGISTRATION.type.RegistrationType,
        AssociationBehavior: 'ASSOCIATE_BEFORE_SUBMIT',
        DisassociationBehavior: 'DISASSOCIATE_ALL_CLOSES_REGISTRATION',
      },
      {
        ResourceType: 'TEN_DLC',
        IsoCountryCode: 'US',
        AssociationBehavior: 'ASSOCIATE_AFTER_COMPLETE',
        DisassociationBehavior: 'DISASSOCIATE_ALL_ALLOWS_DELETE_REGISTRATION',
      },
    ],
    DisplayHints: { Title: 'US 10DLC campaign registration' },
  },
  sections: [
    section(
      'campaignInfo',
      'Campaign information',
      'What the campaign is, and how recipients opt in and out.',
    ),
    section('campaignCapabilities', 'Campaign capabilities', 'What its numbers can do.'),
    section('campaignUseCase', 'Campaign use case', 'What the messages are for.'),
    section('messageSamples', 'Message samples', 'What recipients will read.'),
    section('mmsFileSamples', 'MMS samples', 'Files of MMS messages.'),
  ],
  fields: [
    textField(
      'campaignInfo.campaignName',
      'REQUIRED',
      [40, 4096],
      ['Description', 'What the campaign does.'],
    ),
    selectField('campaignInfo.vertical', 'REQUIRED', VERTICALS, ['Vertical', 'The line of business.']),
    textField('campaignInfo.termsAndConditionsLink', 'OPTIONAL', 255, ['Terms and conditions', 'URL.']),
    attachmentField('campaignInfo.termsAndConditionsFile', 'OPTIONAL', ['Terms and conditions', 'File.']),
    textField('campaignInfo.privacyPolicyLink', 'OPTIONAL', 255, ['Privacy policy', 'URL.']),
    attachmentField('campaignInfo.privacyPolicyFile', 'OPTIONAL', ['Privacy policy', 'File.']),
    textField(
      'campaignInfo.optInWorkflow',
      'REQUIRED',
      [40, 2048],
      ['Opt-in workflow', 'How recipients agree, step by step.'],
      TRIMMED,
    ),
    attachmentField('campaignInfo.optInScreenshot', 'OPTIONAL', [
      'Opt-in screenshot',
      'Picture of the place where recipients agree.',
    ]),
    textField('campaignInfo.optInKeyword', 'OPTIONAL', 255, ['Opt-in keyword', 'What recipients may send.']),
    ...(['optIn', 'help', 'stop'] as const).map((name) =>
      textField(
        `campaignInfo.${name}Message`,
        'REQUIRED',
        [20, 255],
        [`${name} message`, 'The answer to the keyword.'],
      ),
    ),
    selectField(
      'campaignCapabilities.numberCapabilities',
      'REQUIRED',
      ['SMS', 'SMS and MMS', 'SMS and VOICE', 'SMS and MMS and VOICE'],
      ['Number capabilities', 'They cannot be changed later.'],
    ),
    selectField(
      'campaignCapabilities.messageType',
      'OPTIONAL',
      ['Transactional', 'Promotional'],
      ['Message type', 'Of most messages.'],
    ),
    selectField(
      'campaignUseCase.useCase',
      'REQUIRED',
      [...SUB_USE_CASES, 'CHARITY', 'LOW_VOLUME', 'MIXED'],
      ['Use case', 'What the messages are for.'],
    ),
    selectField(
      'campaignUseCase.subUseCases',
      'OPTIONAL',
      SUB_USE_CASES,
      ['Sub use cases', 'Of a mixed or low-volume campaign.'],
      5,
    ),
    ...['subscriberOptIn', 'subscriberOptOut', 'subscriberHelp'].map((name) =>
      selectField(`campaignUseCase.${name}`, 'REQUIRED', ['Yes'], [name, 'Every campaign needs it.']),
    ),
    ...['directLending', 'embeddedLink', 'embeddedPhone', 'ageGated'].map((name) =>
      selectField(`campaignUseCase.${name}`, 'REQUIRED', YES_OR_NO, [name, 'Whether messages have it.']),
    ),
    textField('campaignUseCase.embeddedLinkSample', 'OPTIONAL', 255, [
      'Embedded link sample',
      'A link of the messages, of no public shortener.',
    ]),
    ...[1, 2, 3, 4, 5].map((number) =>
      textField(
        `messageSamples.messageSample${number}`,
        number === 1 ? 'REQUIRED' : 'OPTIONAL',
        [20, 1024],
        [`Message sample ${number}`, 'A typical message.'],
      ),
    ),
    ...[1, 2, 3, 4, 5].map((number) =>
      attachmentField(`mmsFileSamples.mmsFileSample${number}`, 'OPTIONAL', [
        `MMS sample ${number}`,
        'A file of an MMS message.',
      ]),
    ),
  ],
  conditions: [
    {
      fieldPath: 'campaignUseCase.useCase',
      choices: ['MIXED', 'LOW_VOLUME'],
      requires: ['campaignUseCase.subUseCases'],
    },
    {
      fieldPath: 'campaignUseCase.embeddedLink',
      choices: ['Yes'],
      requires: ['campaignUseCase.embeddedLinkSample'],
    },
  ],
};
