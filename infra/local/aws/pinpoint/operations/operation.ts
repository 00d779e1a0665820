import type * as sdk from '@aws-sdk/client-pinpoint';
import type { Home } from '../../core/caller.ts';
import type { SdkInput, SdkOperation, SdkOutput } from '../../core/schema/sdk-operation.ts';
import type { PinpointState } from '../state.ts';

export type OperationName = SdkOperation<typeof sdk>;
export type Input<Name extends OperationName> = SdkInput<typeof sdk, Name>;
export type Output<Name extends OperationName> = SdkOutput<typeof sdk, Name>;

/** A text or call that Pinpoint passes to End User Messaging SMS. */
export interface PhoneMessage {
  readonly channel: 'TEXT' | 'VOICE';
  readonly destination: string;
  readonly body: string;
  /** Phone number, sender id or pool. */
  readonly origination?: string | undefined;
  readonly messageType?: 'TRANSACTIONAL' | 'PROMOTIONAL' | undefined;
}

/** One call: its place, its time and the state that it works on. */
export interface Operation {
  readonly home: Home;
  readonly state: PinpointState;
  readonly requestId: string;
  /** The present time of the local AWS's clock. */
  now(): Date;
  /** @returns the message's id @throws AwsError of End User Messaging SMS */
  sendToPhone(message: PhoneMessage): Promise<string>;
  /** Lists a push notification among the sent messages; no device shows it. */
  recordPush(platform: string, token: string, body: string): string;
}

export type Handler<Name extends OperationName> = (
  operation: Operation,
  input: Input<Name>,
) => Output<Name> | Promise<Output<Name>>;

export type Handlers<Names extends OperationName = OperationName> = {
  readonly [Name in Names]: Handler<Name>;
};
