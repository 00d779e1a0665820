/** Types of a service's operations, from the package of its SDK client. */

/** Every operation that the SDK package knows: `SendTextMessage`, … */
export type SdkOperation<Sdk> = {
  [K in keyof Sdk]: K extends `${infer Name}Command` ? Name : never;
}[keyof Sdk];

type CommandOf<Sdk, Name extends string> = `${Name}Command` extends keyof Sdk
  ? Sdk[`${Name}Command`] extends abstract new (
      ...parameters: never
    ) => infer Instance
    ? Instance
    : never
  : never;

/** An operation's input once it is validated. */
export type SdkInput<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends { input: infer Input } ? Present<Input> : never;

export type SdkOutput<Sdk, Name extends string> =
  CommandOf<Sdk, Name> extends {
    resolveMiddleware(...parameters: never[]): (...parameters: never[]) => Promise<{ output: infer Output }>;
  }
    ? Omit<Output, '$metadata'>
    : never;

/** The SDK types required members as possibly undefined; after validation they are present. */
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
