import type { Action } from '../actions/allowlist.ts';
import type { ActionInput, ActionOutput } from '../actions/wire-types.ts';

/** A request and its answer. */
export interface Example<A extends Action> {
  readonly summary: string;
  readonly input: ActionInput<A>;
  readonly output?: ActionOutput<A>;
}

/** A simulator destination in the United States whose messages are always delivered. */
const PHONE = '+14254147755';
const MESSAGE_ID = '3a59306c-f3d0-48ab-97b3-72d31c39fd89';
const REGISTRATION_ID = 'registration-0123456789abcdef0123456789abcdef';

/** Examples of common actions. Their types match the SDK's schemas; a test checks them against the document's. */
export const EXAMPLES: { readonly [A in Action]?: readonly Example<A>[] } = {
  SendTextMessage: [
    {
      summary: 'A text to one phone',
      input: { DestinationPhoneNumber: PHONE, MessageBody: 'Your code is 1234' },
      output: { MessageId: MESSAGE_ID },
    },
    {
      summary: 'From a pool, at a limited price, with a context that its events repeat',
      input: {
        DestinationPhoneNumber: PHONE,
        MessageBody: 'Your order is on its way',
        OriginationIdentity: 'pool-0123456789abcdef0123456789abcdef',
        MessageType: 'TRANSACTIONAL',
        MaxPrice: '0.05',
        TimeToLive: 3_600,
        Context: { order: '4711' },
      },
      output: { MessageId: MESSAGE_ID },
    },
  ],
  SendMediaMessage: [
    {
      summary: 'A text with a picture',
      input: {
        DestinationPhoneNumber: PHONE,
        OriginationIdentity: '+12065550100',
        MessageBody: 'Here is your ticket',
        MediaUrls: ['s3://acme-media/ticket.png'],
      },
      output: { MessageId: MESSAGE_ID },
    },
  ],
  SendVoiceMessage: [
    {
      summary: 'A text that is read out on the phone',
      input: {
        DestinationPhoneNumber: PHONE,
        OriginationIdentity: '+12065550100',
        MessageBody: 'Your code is 1, 2, 3, 4.',
        VoiceId: 'JOANNA',
      },
      output: { MessageId: MESSAGE_ID },
    },
  ],
  DescribeMessages: [
    {
      summary: 'The status of one message',
      input: { MessageIds: [MESSAGE_ID] },
      output: {
        Messages: [
          {
            MessageId: MESSAGE_ID,
            Direction: 'OUTBOUND',
            Status: 'DELIVERED',
            IsFinal: true,
            RequestedTimestamp: '2027-01-31T09:30:00.000Z',
            UpdatedTimestamp: '2027-01-31T09:30:02.000Z',
            Channel: 'SMS',
            DestinationPhoneNumber: PHONE,
            Events: [{ EventType: 'TEXT_DELIVERED', Timestamp: '2027-01-31T09:30:02.000Z' }],
          },
        ],
      },
    },
    {
      summary: 'The texts that a phone has sent since a time',
      input: { Direction: 'INBOUND', StartTime: '2027-01-31T00:00:00Z', MaxResults: 50 },
    },
  ],
  DescribePhoneNumbers: [{ summary: 'All numbers of the tenant', input: {} }],
  DescribePools: [{ summary: 'All pools of the tenant', input: {} }],
  PutOptedOutNumber: [
    {
      summary: 'A person who wants no more messages',
      input: { OptOutListName: 'Default', OptedOutNumber: PHONE },
    },
  ],
  PutRegistrationFieldValue: [
    {
      summary: 'One field',
      input: {
        RegistrationId: REGISTRATION_ID,
        FieldPath: 'companyInfo.companyName',
        TextValue: 'ACME Ltd',
      },
    },
  ],
  PhoneNumberValidate: [
    {
      summary: 'What kind of number it is',
      input: { NumberValidateRequest: { PhoneNumber: PHONE, IsoCountryCode: 'US' } },
    },
  ],
};

/** The batch form of `PutRegistrationFieldValue`. */
export const FIELD_VALUES_EXAMPLE = {
  summary: 'Several fields at once',
  input: {
    RegistrationId: REGISTRATION_ID,
    FieldValues: [
      { FieldPath: 'companyInfo.companyName', TextValue: 'ACME Ltd' },
      { FieldPath: 'messagingUseCase.monthlyMessageVolume', SelectChoices: ['10'] },
    ],
  },
} as const;
