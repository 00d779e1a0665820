import type { Pinpoint } from '@aws-sdk/client-pinpoint';
import type { PinpointSMSVoiceV2 } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import type { Action, ALLOWLIST, OwnAction } from './allowlist.ts';
import type { OwnInput, OwnOutput } from './own/own-actions.ts';

/** An SDK type in JSON, in both directions: dates and bytes are strings, and a required member is not undefined. */
export type Wire<T> = T extends Date | Uint8Array
  ? string
  : T extends readonly (infer Element)[]
    ? Wire<Element>[]
    : T extends object
      ? { [Member in keyof T]: Wire<Exclude<T[Member], undefined>> }
      : T;

/** The body that a caller sends for an action. */
export type ActionInput<A extends Action> = Wire<A extends OwnAction ? OwnInput<A> : SdkInput<A>>;

/** The body of a 200 answer. */
export type ActionOutput<A extends Action> = Wire<
  A extends OwnAction ? OwnOutput<A> : Omit<SdkOutput<A>, '$metadata'>
>;

type SdkInput<A extends Action> = SdkCall<A> extends Call<infer Input, never> ? Input : never;
type SdkOutput<A extends Action> =
  SdkCall<A> extends (args: never, options: never, callback: Callback<infer Output>) => void ? Output : never;

type Call<Input, Output> = (args: Input, options: never, callback: Callback<Output>) => void;
type Callback<Output> = (error: never, data?: Output) => void;

type SdkClients = { 'sms-voice': PinpointSMSVoiceV2; mobiletargeting: Pinpoint };
type SdkCall<A extends Action> = Lookup<
  SdkClients[(typeof ALLOWLIST)[A]['service'] & keyof SdkClients],
  Uncapitalize<A>
>;
type Lookup<Client, Method extends string> = Method extends keyof Client ? Client[Method] : never;
