import type * as sdk from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Home } from '../core/caller.ts';
import type { SdkInput, SdkOperation, SdkOutput } from '../core/schema/sdk-operation.ts';
import type { EventTargets } from './configuration-sets/event-targets.ts';
import type { DeliveryEvents } from './messages/delivery-events.ts';
import type { Outbox } from './messages/outbox.ts';
import type { TwoWayChannels } from './originators/two-way-channels.ts';
import type { RegionState } from './state.ts';

export type OperationName = SdkOperation<typeof sdk>;
export type Input<Name extends OperationName> = SdkInput<typeof sdk, Name>;
export type Output<Name extends OperationName> = SdkOutput<typeof sdk, Name>;

export type AccountTier = 'SANDBOX' | 'PRODUCTION';

/** One call of a signed client or of CloudFormation: its place, its time and the state that it works on. */
export interface Operation {
  readonly home: Home;
  readonly state: RegionState;
  /** In the sandbox, messages reach only verified destinations and simulator numbers. */
  readonly accountTier: AccountTier;
  readonly outbox: Outbox;
  readonly deliveryEvents: DeliveryEvents;
  readonly eventTargets: EventTargets;
  readonly twoWayChannels: TwoWayChannels;
  /** Whether any account has the phone number: no number is leased twice. */
  isLeased(phoneNumber: string): boolean;
  /** The present time of the local AWS's clock. */
  now(): Date;
}

export type Handler<Name extends OperationName> = (
  operation: Operation,
  input: Input<Name>,
) => Output<Name> | Promise<Output<Name>>;

export type Handlers<Names extends OperationName = OperationName> = {
  readonly [Name in Names]: Handler<Name>;
};
