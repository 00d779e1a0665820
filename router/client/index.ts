export type { CallOptions } from './call.ts';
export type { Client, ClientOptions, PagedAction, Tenant } from './client.ts';
export { createClient } from './client.ts';
/** The structures of requests and answers, by name. */
export type * as types from './contract.ts';
export type { Action, Actions, ErrorDetails, ErrorName } from './contract.ts';
export { ApiError, errors, NoAnswerError, TokenError } from './errors.ts';
export type { ReceivedCallback } from './verify-callback.ts';
export { CallbackVerificationError, verifyCallback } from './verify-callback.ts';
