import type * as sdk from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Home } from '../core/caller.ts';
import type { DeliveryEvents } from './delivery-events.ts';
import type { Outbox } from './outbox.ts';
import type { RegionState } from './state.ts';

type Sdk = typeof sdk;

/** Every operation that the SDK knows: `SendTextMessage`, … */
export type OperationName = { [K in keyof Sdk]: K extends `${infer Name}Command` ? Name : never }[keyof Sdk];

type CommandOf<Name extends OperationName> = `${Name}Command` extends keyof Sdk
  ? Sdk[`${Name}Command`] extends abstract new (
      ...parameters: never
    ) => infer Instance
    ? Instance
    : never
  : never;

/** An operation's input after validation. */
export type Input<Name extends OperationName> =
  CommandOf<Name> extends { input: infer I } ? Present<I> : never;

export type Output<Name extends OperationName> =
  CommandOf<Name> extends {
    resolveMiddleware(...parameters: never[]): (...parameters: never[]) => Promise<{ output: infer O }>;
  }
    ? Omit<O, '$metadata'>
    : never;

/** The SDK types required members as possibly undefined; once validated they are there. */
export type Present<T> = T extends Date | Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? Present<Item>[]
    : string extends keyof T
      ? { [K in keyof T]: Present<T[K]> }
      : T extends object
        ? {
            [K in keyof T]: Record<never, never> extends Pick<T, K>
              ? Present<Exclude<T[K], undefined>> | undefined
              : Present<Exclude<T[K], undefined>>;
          }
        : T;

export type AccountTier = 'SANDBOX' | 'PRODUCTION';

/** One call, of a signed client or of CloudFormation: where, when and on what state it works. */
export interface Operation {
  readonly home: Home;
  readonly state: RegionState;
  /** In the sandbox, messages reach verified destinations and simulator numbers only. */
  readonly accountTier: AccountTier;
  readonly outbox: Outbox;
  readonly deliveryEvents: DeliveryEvents;
  /** Of now, by the local AWS's clock. */
  now(): Date;
}

export type Handler<Name extends OperationName> = (
  operation: Operation,
  input: Input<Name>,
) => Output<Name> | Promise<Output<Name>>;

export type Handlers<Names extends OperationName = OperationName> = {
  readonly [Name in Names]: Handler<Name>;
};
