import { attachmentField, MONTHLY_VOLUMES, section, selectField, textField } from './field.ts';
import type { RegistrationForm } from './form.ts';

/**
 * The form as far as AWS and its users have published it ("Create a registration using the AWS CLI"); the real one
 * has more choices and longer texts.
 */
export const US_TOLL_FREE_REGISTRATION: RegistrationForm = {
  type: {
    RegistrationType: 'US_TOLL_FREE_REGISTRATION',
    SupportedAssociations: [
      {
        ResourceType: 'TOLL_FREE',
        IsoCountryCode: 'US',
        AssociationBehavior: 'ASSOCIATE_BEFORE_SUBMIT',
        DisassociationBehavior: 'DISASSOCIATE_ALL_CLOSES_REGISTRATION',
      },
    ],
    DisplayHints: { Title: 'US toll-free number registration' },
  },
  sections: [
    section('companyInfo', 'Company information', 'The company that sends the messages.'),
    section('contactInfo', 'Contact information', 'Whom carriers can ask.'),
    section('messagingUseCase', 'Messaging use case', 'What is sent, and how recipients opted in.'),
    section('messageSamples', 'Message samples', 'What recipients will read.'),
  ],
  fields: [
    textField('companyInfo.companyName', 'REQUIRED', 100, ['Company name', 'Legal name of the company.']),
    selectField(
      'companyInfo.businessType',
      'REQUIRED',
      ['PRIVATE_PROFIT', 'PUBLIC_PROFIT', 'NON_PROFIT', 'SOLE_PROPRIETOR', 'GOVERNMENT'],
      ['Business type', 'Legal form of the company.'],
    ),
    textField('companyInfo.taxId', 'CONDITIONAL', 30, ['Tax ID', 'Such as the EIN.']),
    textField('companyInfo.website', 'REQUIRED', 200, ['Company website', 'URL of the website.']),
    textField('companyInfo.address1', 'REQUIRED', 100, ['Address 1', 'Street address.']),
    textField('companyInfo.address2', 'OPTIONAL', 100, ['Address 2', 'Unit or suite.']),
    textField('companyInfo.city', 'REQUIRED', 100, ['City', 'City of the address.']),
    textField('companyInfo.state', 'REQUIRED', 100, ['State or province', 'State of the address.']),
    textField('companyInfo.zipCode', 'REQUIRED', 20, ['Zip code', 'Postal code of the address.']),
    textField('companyInfo.isoCountryCode', 'REQUIRED', 2, ['Country', 'Two letters, ISO 3166-1.']),
    textField('contactInfo.firstName', 'REQUIRED', 100, ['First name', 'Of the contact.']),
    textField('contactInfo.lastName', 'REQUIRED', 100, ['Last name', 'Of the contact.']),
    textField('contactInfo.supportEmail', 'REQUIRED', 100, ['Support email', 'Of the contact.']),
    textField('contactInfo.supportPhoneNumber', 'REQUIRED', 20, ['Support phone number', 'E.164 form.']),
    selectField('messagingUseCase.monthlyMessageVolume', 'REQUIRED', MONTHLY_VOLUMES, [
      'Monthly SMS volume',
      'Estimated messages a month from this number.',
    ]),
    selectField(
      'messagingUseCase.useCaseCategory',
      'REQUIRED',
      [
        'ACCOUNT_NOTIFICATIONS',
        'CUSTOMER_CARE',
        'NON_PROFIT',
        'ONE_TIME_PASSCODES',
        'PROMOTIONS_AND_MARKETING',
      ],
      ['Use case category', 'What the messages are for.'],
    ),
    textField('messagingUseCase.useCaseDetails', 'REQUIRED', 500, [
      'Use case details',
      'In a few sentences.',
    ]),
    selectField(
      'messagingUseCase.optInType',
      'REQUIRED',
      ['DIGITAL_FORM', 'QR_CODE'],
      ['Opt-in type', 'How recipients agree.'],
    ),
    textField('messagingUseCase.optInDescription', 'REQUIRED', 1500, [
      'Opt-in workflow description',
      'How recipients agree, step by step.',
    ]),
    attachmentField('messagingUseCase.optInImage', 'REQUIRED', [
      'Opt-in workflow image',
      'Picture of the place where recipients agree.',
    ]),
    textField('messagingUseCase.privacyPolicyUrl', 'OPTIONAL', 200, ['Privacy policy', 'URL.']),
    textField('messagingUseCase.termsAndConditionsUrl', 'OPTIONAL', 200, ['Terms and conditions', 'URL.']),
    textField('messageSamples.messageSample1', 'REQUIRED', 306, ['Message sample 1', 'A typical message.']),
    textField('messageSamples.messageSample2', 'OPTIONAL', 306, ['Message sample 2', 'Another message.']),
    textField('messageSamples.messageSample3', 'OPTIONAL', 306, ['Message sample 3', 'Another message.']),
  ],
};
