import type {
  AddressConfiguration,
  DirectMessageConfiguration,
  MessageResult,
} from '@aws-sdk/client-pinpoint';
import { AwsError, notSimulated } from '../../core/aws-error.ts';
import { badRequest } from '../errors.ts';
import type { App, Platform } from '../state.ts';
import { findApp } from './apps.ts';
import type { Handlers, Operation } from './operation.ts';

const PUSH_PLATFORMS: readonly string[] = [
  'ADM',
  'APNS',
  'APNS_SANDBOX',
  'APNS_VOIP',
  'APNS_VOIP_SANDBOX',
  'BAIDU',
  'GCM',
] satisfies readonly Platform[];

/** "You can specify up to 100 addresses" of SendMessages. */
const MAX_ADDRESSES = 100;

export const messageHandlers: Handlers<'SendMessages' | 'SendUsersMessages'> = {
  async SendMessages(operation, { ApplicationId, MessageRequest }) {
    const app = findApp(operation, ApplicationId);
    const { Addresses, Endpoints, MessageConfiguration, TemplateConfiguration } = MessageRequest;
    if (Endpoints !== undefined) throw notSimulated('messages to Pinpoint endpoints');
    if (TemplateConfiguration !== undefined) throw notSimulated('message templates');
    const addresses = Object.entries(Addresses ?? {});
    if (addresses.length === 0) throw badRequest('Addresses or Endpoints are required.');
    if (addresses.length > MAX_ADDRESSES) throw badRequest(`At most ${MAX_ADDRESSES} addresses are allowed.`);
    const Result: Record<string, MessageResult> = {};
    for (const [address, configuration] of addresses)
      Result[address] = await sendOne(operation, app, address, configuration, MessageConfiguration);
    return { MessageResponse: { ApplicationId, RequestId: operation.requestId, Result } };
  },

  /** Users are addressed by their endpoints, which are not simulated, so no user is reached. */
  SendUsersMessages(operation, { ApplicationId, SendUsersMessageRequest: { Users } }) {
    findApp(operation, ApplicationId);
    const Result = Object.fromEntries(Object.keys(Users).map((userId) => [userId, {}]));
    return { SendUsersMessageResponse: { ApplicationId, RequestId: operation.requestId, Result } };
  },
};

/** @throws AwsError for what is not simulated; a refused message is a result */
async function sendOne(
  operation: Operation,
  app: App,
  address: string,
  configuration: AddressConfiguration,
  messages: DirectMessageConfiguration,
): Promise<MessageResult> {
  const { ChannelType } = configuration;
  const body = bodyOf(configuration, messages);
  if (ChannelType === 'SMS' || ChannelType === 'VOICE') {
    const settings = ChannelType === 'SMS' ? messages.SMSMessage : undefined;
    if (settings?.MediaUrl !== undefined) throw notSimulated('media in SMSMessage');
    return await outcome(() =>
      operation.sendToPhone({
        channel: ChannelType === 'SMS' ? 'TEXT' : 'VOICE',
        destination: address,
        body,
        origination: settings?.OriginationNumber ?? settings?.SenderId,
        messageType: settings?.MessageType,
      }),
    );
  }
  if (ChannelType === undefined) throw badRequest(`ChannelType of ${address} is required.`);
  if (!isPlatform(ChannelType)) throw notSimulated(`the ${ChannelType} channel`);
  if (app.channels.get(ChannelType)?.Enabled !== true)
    return failure('PERMANENT_FAILURE', `The ${ChannelType} channel is not enabled.`);
  return await outcome(async () => operation.recordPush(ChannelType, address, body));
}

async function outcome(send: () => Promise<string>): Promise<MessageResult> {
  try {
    const MessageId = await send();
    return {
      DeliveryStatus: 'SUCCESSFUL',
      StatusCode: 200,
      MessageId,
      StatusMessage: `MessageId: ${MessageId}`,
    };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status >= 500) throw error;
    const optedOut = error.members.Reason === 'DESTINATION_PHONE_NUMBER_OPTED_OUT';
    return failure(optedOut ? 'OPT_OUT' : 'PERMANENT_FAILURE', error.message);
  }
}

function failure(DeliveryStatus: MessageResult['DeliveryStatus'], StatusMessage: string): MessageResult {
  return { DeliveryStatus, StatusCode: 400, StatusMessage };
}

/** The text of the address, the channel, or the default, with its `{{variables}}` replaced. */
function bodyOf(
  { ChannelType, BodyOverride, RawContent, Substitutions }: AddressConfiguration,
  messages: DirectMessageConfiguration,
): string {
  const message = ChannelType === undefined ? undefined : messageFor(ChannelType, messages);
  const text = BodyOverride ?? RawContent ?? message?.Body ?? messages.DefaultMessage?.Body ?? '';
  const variables = {
    ...messages.DefaultMessage?.Substitutions,
    ...message?.Substitutions,
    ...Substitutions,
  };
  return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => variables[name]?.[0] ?? whole);
}

function messageFor(channel: string, messages: DirectMessageConfiguration) {
  switch (channel) {
    case 'ADM':
      return messages.ADMMessage;
    case 'BAIDU':
      return messages.BaiduMessage;
    case 'GCM':
      return messages.GCMMessage;
    case 'SMS':
      return messages.SMSMessage;
    default:
      return channel.startsWith('APNS') ? messages.APNSMessage : undefined;
  }
}

function isPlatform(channel: string): channel is Platform {
  return PUSH_PLATFORMS.includes(channel);
}
