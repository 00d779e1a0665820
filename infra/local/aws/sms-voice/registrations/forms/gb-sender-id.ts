import { attachmentField, MONTHLY_VOLUMES, selectField, textField } from './field.ts';
import type { RegistrationForm } from './form.ts';

/** The fields whose definitions are in AWS's messaging blog. */
export const GB_SENDER_ID_REGISTRATION: RegistrationForm = {
  type: {
    RegistrationType: 'GB_SENDER_ID_REGISTRATION',
    SupportedAssociations: [
      {
        ResourceType: 'SENDER_ID',
        IsoCountryCode: 'GB',
        AssociationBehavior: 'ASSOCIATE_ON_APPROVAL',
        DisassociationBehavior: 'DELETE_REGISTRATION_DISASSOCIATES',
      },
    ],
    DisplayHints: { Title: 'United Kingdom sender ID registration' },
  },
  sections: [
    { SectionPath: 'companyInfo', DisplayHints: { Title: 'Company', ShortDescription: 'Who sends.' } },
    {
      SectionPath: 'senderIdInfo',
      DisplayHints: { Title: 'Sender ID', ShortDescription: 'Under what name.' },
    },
    { SectionPath: 'messagingUseCase', DisplayHints: { Title: 'Use case', ShortDescription: 'What for.' } },
  ],
  fields: [
    textField('companyInfo.companyName', 'REQUIRED', 100, ['Company name', 'Legal name of the company.']),
    textField('senderIdInfo.senderId', 'REQUIRED', 11, ['Sender ID', 'The name that recipients see.']),
    textField('senderIdInfo.senderIdDescription', 'OPTIONAL', 500, [
      'Sender ID description',
      'What the sender ID has to do with the company.',
    ]),
    attachmentField('senderIdInfo.letterOfAuthorization', 'CONDITIONAL', [
      'Letter of authorization',
      'Picture of the signed letter.',
    ]),
    selectField('messagingUseCase.monthlyMessageVolume', 'REQUIRED', MONTHLY_VOLUMES, [
      'Monthly SMS volume',
      'Estimated messages a month under this sender ID.',
    ]),
  ],
};
