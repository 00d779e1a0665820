import { type Caller, type CallOptions, createCaller } from './call.ts';
import type { Action, Actions } from './contract.ts';
import { NODE, type Surroundings } from './surroundings.ts';
import { createTokenSource, type TokenOptions } from './token.ts';

export interface ClientOptions extends TokenOptions {
  /** Where the API is: the deployment's output `PinpointManagementAccountPinpointApiProxyApiEndpoint`. */
  readonly baseUrl: string;
  /** How often a request is made at most. @default 4 */
  readonly maxAttempts?: number | undefined;
  /** After this long nothing is tried again. @default 60000 */
  readonly timeoutMilliseconds?: number | undefined;
}

export interface Client {
  /** The actions of one tenant. */
  tenant(tenantId: string): Tenant;
}

/** Each action as a method; `pages` has those that answer in pages. */
export type Tenant = { readonly [A in Action]: Call<Actions[A]['input'], Actions[A]['output']> } & {
  /** `for await (const page of tenant.pages.DescribePhoneNumbers())`: asks for the next page when it is wanted. */
  readonly pages: {
    readonly [A in PagedAction]: Call<Actions[A]['input'], Actions[A]['output'], 'pages'>;
  };
};

/** Actions that take and give a `NextToken`. */
export type PagedAction = {
  [A in Action]: 'NextToken' extends keyof Actions[A]['input'] & keyof Actions[A]['output'] ? A : never;
}[Action];

type Call<Input, Output, Kind extends 'one' | 'pages' = 'one'> =
  // An action that requires nothing is called with nothing.
  object extends Input
    ? (input?: Input, options?: CallOptions) => Result<Output, Kind>
    : (input: Input, options?: CallOptions) => Result<Output, Kind>;

type Result<Output, Kind> = Kind extends 'one' ? Promise<Output> : AsyncGenerator<Output, void, undefined>;

/**
 * A client of the API. It fetches its token once and replaces it early, repeats what may be repeated, and sends
 * everything but reads with an Idempotency-Key, so that a repetition does nothing twice.
 *
 * Its methods promise the action's output, or an ApiError, NoAnswerError or TokenError.
 *
 * @throws TypeError for a URL that is none, or that would carry the secret in the clear
 */
export function createClient(options: ClientOptions): Client {
  return createClientIn(NODE, options);
}

/** The same with other surroundings. */
export function createClientIn(surroundings: Surroundings, options: ClientOptions): Client {
  const { maxAttempts = 4, timeoutMilliseconds = 60_000 } = options;
  const baseUrl = checkedUrl('baseUrl', options.baseUrl);
  const tokens = createTokenSource(
    { ...options, tokenUrl: checkedUrl('tokenUrl', options.tokenUrl) },
    surroundings,
  );
  const call = createCaller({ baseUrl, maxAttempts, timeoutMilliseconds }, tokens, surroundings);
  return { tenant: (tenantId) => createTenant(tenantId, call) };
}

function createTenant(tenantId: string, call: Caller): Tenant {
  const pages = methods((action) => (input, options) => eachPage(tenantId, action, call, input, options));
  return methods((action) =>
    action === 'pages' ? pages : (input, options) => call(tenantId, action, input, options),
  ) as Tenant;
}

async function* eachPage(
  tenantId: string,
  action: string,
  call: Caller,
  input: unknown,
  options: CallOptions = {},
): AsyncGenerator<unknown, void, undefined> {
  let next: { readonly NextToken?: string | undefined } = {};
  do {
    const page = await call(tenantId, action, { ...(input as object), ...next }, options);
    yield page;
    next = { NextToken: (page as { NextToken?: string }).NextToken };
  } while (next.NextToken !== undefined && next.NextToken !== null);
}

type Method = (input?: unknown, options?: CallOptions) => unknown;

/**
 * An object with a method for every name that can be an action's, also for actions that are newer than this package. It
 * is no promise: `await tenant` must not call an action `then`.
 */
function methods(make: (action: string) => Method | object): object {
  const made = new Map<string, Method | object>();
  return new Proxy(
    {},
    {
      get(_target, name) {
        if (typeof name !== 'string' || !(name === 'pages' || /^[A-Z]\w*$/.test(name))) return undefined;
        const method = made.get(name) ?? make(name);
        made.set(name, method);
        return method;
      },
    },
  );
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The URL without a slash at its end. */
function checkedUrl(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) throw new TypeError(`${option} must be a URL`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    throw new TypeError(`${option} must be an https URL: it would carry a secret in the clear`);
  return value.replace(/\/+$/, '');
}
