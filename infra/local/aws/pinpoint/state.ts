import type { ApplicationResponse, ChannelResponse } from '@aws-sdk/client-pinpoint';
import type { Present } from '../core/schema/sdk-operation.ts';

/** Platforms that messages can be pushed through. */
export type Platform = 'ADM' | 'APNS' | 'APNS_SANDBOX' | 'APNS_VOIP' | 'APNS_VOIP_SANDBOX' | 'BAIDU' | 'GCM';

export type Channel = Present<ChannelResponse> & {
  readonly Platform: Platform;
  readonly Enabled: boolean;
  readonly DefaultAuthenticationMethod?: string | undefined;
  readonly HasTokenKey?: boolean;
  readonly HasFcmServiceCredentials?: boolean;
};

export type App = Present<ApplicationResponse> & {
  readonly channels: ReadonlyMap<Platform, Channel>;
};

export interface OneTimePassword {
  readonly code: string;
  readonly attemptsLeft: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Everything of one account in one Region. */
export interface PinpointState {
  /** By application id. */
  readonly apps: Map<string, App>;
  /** By application, reference and destination. */
  readonly passwords: Map<string, OneTimePassword>;
}
