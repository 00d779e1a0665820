import { badRequest, notFound } from '../errors.ts';
import type { Channel, Platform } from '../state.ts';
import { findApp } from './apps.ts';
import type { Handlers, Operation } from './operation.ts';

type Names =
  | 'GetChannels'
  | `${'Delete' | 'Get' | 'Update'}${'Adm' | 'Apns' | 'ApnsSandbox' | 'ApnsVoip' | 'ApnsVoipSandbox' | 'Baidu' | 'Gcm'}Channel`;

/** What the platforms' requests have in common. Credentials are checked and discarded. */
interface ChannelRequest {
  readonly Enabled?: boolean | undefined;
  readonly DefaultAuthenticationMethod?: string | undefined;
  readonly Certificate?: string | undefined;
  readonly TokenKey?: string | undefined;
  readonly ServiceJson?: string | undefined;
}

function get(operation: Operation, applicationId: string, platform: Platform): Channel {
  const channel = findApp(operation, applicationId).channels.get(platform);
  if (channel === undefined) throw notFound(`Application ${applicationId} has no ${platform} channel.`);
  return channel;
}

function update(
  operation: Operation,
  applicationId: string,
  platform: Platform,
  request: ChannelRequest,
): Channel {
  const app = findApp(operation, applicationId);
  const current = app.channels.get(platform);
  const now = operation.now().toISOString();
  const channel: Channel = {
    ApplicationId: applicationId,
    CreationDate: current?.CreationDate ?? now,
    DefaultAuthenticationMethod: request.DefaultAuthenticationMethod ?? current?.DefaultAuthenticationMethod,
    Enabled: request.Enabled ?? current?.Enabled ?? true,
    HasCredential: true,
    HasFcmServiceCredentials: platform === 'GCM' && request.ServiceJson !== undefined,
    HasTokenKey: request.TokenKey !== undefined,
    Id: platform.toLowerCase(),
    IsArchived: false,
    LastModifiedDate: now,
    Platform: platform,
    Version: (current?.Version ?? 0) + 1,
  };
  const channels = new Map(app.channels).set(platform, channel);
  operation.state.apps.set(applicationId, { ...app, channels });
  return channel;
}

function remove(operation: Operation, applicationId: string, platform: Platform): Channel {
  const app = findApp(operation, applicationId);
  const removed = get(operation, applicationId, platform);
  const channels = new Map([...app.channels].filter(([other]) => other !== platform));
  operation.state.apps.set(applicationId, { ...app, channels });
  return removed;
}

/** Apple's channels take a certificate, or a token key with its ids. */
function assertApnsCredentials(request: ChannelRequest): void {
  if (request.Certificate === undefined && request.TokenKey === undefined)
    throw badRequest('Either a Certificate or a TokenKey must be provided.');
}

function updateApns(
  operation: Operation,
  applicationId: string,
  platform: Platform,
  request: ChannelRequest,
): Channel {
  if (request.Enabled !== false) assertApnsCredentials(request);
  return update(operation, applicationId, platform, request);
}

export const channelHandlers: Handlers<Names> = {
  GetChannels(operation, { ApplicationId }) {
    const { channels } = findApp(operation, ApplicationId);
    return { ChannelsResponse: { Channels: Object.fromEntries(channels) } };
  },

  GetAdmChannel: (operation, { ApplicationId }) => ({
    ADMChannelResponse: get(operation, ApplicationId, 'ADM'),
  }),
  UpdateAdmChannel: (operation, { ApplicationId, ADMChannelRequest }) => ({
    ADMChannelResponse: update(operation, ApplicationId, 'ADM', ADMChannelRequest),
  }),
  DeleteAdmChannel: (operation, { ApplicationId }) => ({
    ADMChannelResponse: remove(operation, ApplicationId, 'ADM'),
  }),

  GetApnsChannel: (operation, { ApplicationId }) => ({
    APNSChannelResponse: get(operation, ApplicationId, 'APNS'),
  }),
  UpdateApnsChannel: (operation, { ApplicationId, APNSChannelRequest }) => ({
    APNSChannelResponse: updateApns(operation, ApplicationId, 'APNS', APNSChannelRequest),
  }),
  DeleteApnsChannel: (operation, { ApplicationId }) => ({
    APNSChannelResponse: remove(operation, ApplicationId, 'APNS'),
  }),

  GetApnsSandboxChannel: (operation, { ApplicationId }) => ({
    APNSSandboxChannelResponse: get(operation, ApplicationId, 'APNS_SANDBOX'),
  }),
  UpdateApnsSandboxChannel: (operation, { ApplicationId, APNSSandboxChannelRequest }) => ({
    APNSSandboxChannelResponse: updateApns(
      operation,
      ApplicationId,
      'APNS_SANDBOX',
      APNSSandboxChannelRequest,
    ),
  }),
  DeleteApnsSandboxChannel: (operation, { ApplicationId }) => ({
    APNSSandboxChannelResponse: remove(operation, ApplicationId, 'APNS_SANDBOX'),
  }),

  GetApnsVoipChannel: (operation, { ApplicationId }) => ({
    APNSVoipChannelResponse: get(operation, ApplicationId, 'APNS_VOIP'),
  }),
  UpdateApnsVoipChannel: (operation, { ApplicationId, APNSVoipChannelRequest }) => ({
    APNSVoipChannelResponse: updateApns(operation, ApplicationId, 'APNS_VOIP', APNSVoipChannelRequest),
  }),
  DeleteApnsVoipChannel: (operation, { ApplicationId }) => ({
    APNSVoipChannelResponse: remove(operation, ApplicationId, 'APNS_VOIP'),
  }),

  GetApnsVoipSandboxChannel: (operation, { ApplicationId }) => ({
    APNSVoipSandboxChannelResponse: get(operation, ApplicationId, 'APNS_VOIP_SANDBOX'),
  }),
  UpdateApnsVoipSandboxChannel: (operation, { ApplicationId, APNSVoipSandboxChannelRequest: request }) => ({
    APNSVoipSandboxChannelResponse: updateApns(operation, ApplicationId, 'APNS_VOIP_SANDBOX', request),
  }),
  DeleteApnsVoipSandboxChannel: (operation, { ApplicationId }) => ({
    APNSVoipSandboxChannelResponse: remove(operation, ApplicationId, 'APNS_VOIP_SANDBOX'),
  }),

  GetBaiduChannel: (operation, { ApplicationId }) => ({
    BaiduChannelResponse: withoutCredential(get(operation, ApplicationId, 'BAIDU')),
  }),
  UpdateBaiduChannel: (operation, { ApplicationId, BaiduChannelRequest }) => ({
    BaiduChannelResponse: withoutCredential(
      update(operation, ApplicationId, 'BAIDU', { Enabled: BaiduChannelRequest.Enabled }),
    ),
  }),
  DeleteBaiduChannel: (operation, { ApplicationId }) => ({
    BaiduChannelResponse: withoutCredential(remove(operation, ApplicationId, 'BAIDU')),
  }),

  GetGcmChannel: (operation, { ApplicationId }) => ({
    GCMChannelResponse: get(operation, ApplicationId, 'GCM'),
  }),
  UpdateGcmChannel: (operation, { ApplicationId, GCMChannelRequest }) => ({
    GCMChannelResponse: update(operation, ApplicationId, 'GCM', GCMChannelRequest),
  }),
  DeleteGcmChannel: (operation, { ApplicationId }) => ({
    GCMChannelResponse: remove(operation, ApplicationId, 'GCM'),
  }),
};

/** The response type has a Credential, which the local AWS does not keep. */
function withoutCredential(channel: Channel): Channel & { readonly Credential: undefined } {
  return { ...channel, Credential: undefined };
}
