import { type Caller, type CallOptions, createCaller } from './call.ts';
import type { Action, Actions } from './contract.ts';
import { NODE, type Surroundings } from './surroundings.ts';
import { createTokenSource, type TokenOptions } from './token.ts';

export interface ClientOptions extends TokenOptions {
  /** The API's URL: the deployment's output `PinpointManagementAccountPinpointApiProxyApiEndpoint`. */
  readonly baseUrl: string;
  /** The most attempts of a request. @default 4 */
  readonly maxAttempts?: number | undefined;
  /** After this time no new attempt begins. @default 60000 */
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

/** Actions with a `NextToken` in input and output. */
export type PagedAction = {
  [A in Action]: 'NextToken' extends keyof Actions[A]['input'] & keyof Actions[A]['output'] ? A : never;
}[Action];

type Call<Input, Output, Kind extends 'one' | 'pages' = 'one'> =
  // An action without required members can be called without an argument.
  object extends Input
    ? (input?: Input, options?: CallOptions) => Result<Output, Kind>
    : (input: Input, options?: CallOptions) => Result<Output, Kind>;

type Result<Output, Kind> = Kind extends 'one' ? Promise<Output> : AsyncGenerator<Output, void, undefined>;

/**
 * Creates a client of the API. It fetches a token once and renews it early, repeats requests when that is safe, and
 * sends everything except reads with an Idempotency-Key, so that a repetition does nothing twice.
 *
 * Its methods promise the action's output, or an ApiError, NoAnswerError or TokenError.
 *
 * @throws TypeError for a malformed URL, or one without TLS
 */
export function createClient(options: ClientOptions): Client {
  return createClientIn(NODE, options);
}

/** The same with other surroundings, for tests. */
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
 * An object with a method for every possible name of an action, including actions newer than this package. It is not a
 * promise: `await tenant` must not call an action `then`.
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

/** The URL without a slash at the end. */
function checkedUrl(option: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined) throw new TypeError(`${option} must be a URL`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
    throw new TypeError(`${option} must be an https URL, because a secret is sent to it`);
  return value.replace(/\/+$/, '');
}
