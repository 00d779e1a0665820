import {
  EventType,
  MessageType,
  NumberCapability,
  RequestableNumberType,
} from '@aws-sdk/client-pinpoint-sms-voice-v2';
import * as v from 'valibot';

/** Properties of the `AWS::SMSVOICE::*` types in templates. */

/** CloudFormation accepts `"true"` for `true`. */
const Flag = v.pipe(
  v.union([v.boolean(), v.picklist(['true', 'false'])]),
  v.transform((value) => value === true || value === 'true'),
);

const Tags = v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []);

const Message = v.object({ Message: v.string() });

const Keywords = {
  MandatoryKeywords: v.object({ HELP: Message, STOP: Message }),
  OptionalKeywords: v.optional(
    v.array(
      v.object({
        Keyword: v.string(),
        Message: v.string(),
        Action: v.picklist(['AUTOMATIC_RESPONSE', 'OPT_OUT', 'OPT_IN']),
      }),
    ),
    [],
  ),
};

const Behaviour = {
  DeletionProtectionEnabled: v.optional(Flag),
  OptOutListName: v.optional(v.string()),
  SelfManagedOptOutsEnabled: v.optional(Flag),
  TwoWay: v.optional(
    v.object({ Enabled: Flag, ChannelArn: v.optional(v.string()), ChannelRole: v.optional(v.string()) }),
  ),
};

export const PhoneNumberProperties = v.object({
  ...Keywords,
  ...Behaviour,
  IsoCountryCode: v.string(),
  NumberCapabilities: v.array(v.picklist(Object.values(NumberCapability))),
  NumberType: v.picklist(Object.values(RequestableNumberType)),
  Tags,
});

export const PoolProperties = v.object({
  ...Keywords,
  ...Behaviour,
  OriginationIdentities: v.pipe(v.array(v.string()), v.minLength(1)),
  SharedRoutesEnabled: v.optional(Flag),
  Tags,
});

export const ConfigurationSetProperties = v.object({
  ConfigurationSetName: v.optional(v.string()),
  DefaultSenderId: v.optional(v.string()),
  EventDestinations: v.optional(
    v.array(
      v.object({
        EventDestinationName: v.string(),
        Enabled: Flag,
        MatchingEventTypes: v.array(v.picklist(Object.values(EventType))),
        CloudWatchLogsDestination: v.optional(v.object({ IamRoleArn: v.string(), LogGroupArn: v.string() })),
        KinesisFirehoseDestination: v.optional(
          v.object({ IamRoleArn: v.string(), DeliveryStreamArn: v.string() }),
        ),
        SnsDestination: v.optional(v.object({ TopicArn: v.string() })),
      }),
    ),
    [],
  ),
  MessageFeedbackEnabled: v.optional(Flag),
  ProtectConfigurationId: v.optional(v.string()),
  Tags,
});

export type KeywordProperties = Pick<
  v.InferOutput<typeof PhoneNumberProperties>,
  'MandatoryKeywords' | 'OptionalKeywords'
>;
export type TagList = v.InferOutput<typeof Tags>;

/** The types have no message type; resources created by CloudFormation are transactional. */
export const RESOURCE_MESSAGE_TYPE = MessageType.TRANSACTIONAL;
