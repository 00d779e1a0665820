import { memberPath, type Problems } from '../problem.ts';
import { decodePosition } from './position.ts';
import {
  boolean,
  type Described,
  list,
  mapOf,
  number,
  oneOf,
  structure,
  text,
  textLike,
  textOf,
  timestamp,
  wholeNumber,
} from './schema.ts';

/** OUTBOUND: sent by the tenant. INBOUND: a text that a phone sent to one of the tenant's numbers. */
const direction = oneOf('Direction', ['OUTBOUND', 'INBOUND']);

/** AWS's pattern for a send's `DestinationPhoneNumber`, by which messages are found. Short codes fit, too. */
const phoneNumber = textLike('PhoneNumber', {
  pattern: '\\+?[1-9][0-9]{1,18}',
  meaning: 'a phone number in E.164 form, such as +14254147755',
});

export const DescribeMessagesRequest = structure(
  'DescribeMessagesRequest',
  {},
  {
    /** These messages, in this order; unknown ones are left out. */
    MessageIds: list('MessageIdList', textOf('MessageId', { min: 1, max: 256 }), { min: 1, max: 25 }),
    /** Requested at this time or later. */
    StartTime: timestamp,
    /** Requested before this time. */
    EndTime: timestamp,
    /** In E.164 form, with or without the `+` as in the request that sent the message. Of inbound messages, your number. */
    DestinationPhoneNumber: phoneNumber,
    /** Such as DELIVERED. Not checked, because AWS may add statuses; with a wrong one, no message is found. */
    Statuses: list('StatusList', textOf('Status', { min: 1, max: 64 }), { min: 1, max: 25 }),
    Direction: direction,
    MaxResults: wholeNumber('MaxResults', { min: 1, max: 100 }),
    NextToken: textOf('NextToken', { min: 1, max: 1024 }),
  },
);

const messageEvent = structure('MessageEvent', { EventType: text, Timestamp: timestamp }, {});

/** The status of a message. Members without information are absent; prices are in US dollars. */
export const Message = structure(
  'Message',
  {
    MessageId: text,
    Direction: direction,
    Status: text,
    /** Whether AWS expects no other status. A more precise one may still follow, such as DELIVERED. */
    IsFinal: boolean,
    RequestedTimestamp: timestamp,
    UpdatedTimestamp: timestamp,
    Events: list('MessageEventList', messageEvent),
  },
  {
    Channel: text,
    StatusDescription: text,
    DestinationPhoneNumber: text,
    OriginationIdentity: text,
    Parts: number,
    Price: number,
    CarrierFee: number,
    IsoCountryCode: text,
    CarrierName: text,
    Context: mapOf('ContextMap', text),
    PreviousMessageId: text,
    /** Only of inbound messages. */
    Body: text,
  },
);

export const DescribeMessagesResult = structure(
  'DescribeMessagesResult',
  { Messages: list('MessageList', Message) },
  { NextToken: text },
);

export type DescribeMessagesInput = Described<typeof DescribeMessagesRequest>;
export type DescribeMessagesOutput = Described<typeof DescribeMessagesResult>;

/** Reports wrong tokens, and members that cannot be combined, which the schema cannot express. */
export function checkDescribeMessages(input: DescribeMessagesInput, problems: Problems): void {
  const { MessageIds, StartTime, EndTime, NextToken, ...filters } = input;
  if (MessageIds !== undefined) {
    const others = { StartTime, EndTime, NextToken, ...filters };
    for (const [name, value] of Object.entries(others)) {
      if (value !== undefined) problems.add(memberPath('', name), 'cannot be used together with MessageIds');
    }
  }
  if (StartTime !== undefined && EndTime !== undefined && StartTime >= EndTime) {
    problems.add('StartTime', 'must be before EndTime');
  }
  if (NextToken !== undefined && decodePosition(NextToken) === undefined) {
    problems.add('NextToken', 'must be the NextToken of an earlier answer');
  }
}
