import type { Action as AllowlistedAction } from '../actions/allowlist.ts';
import type { ActionInput, ActionOutput } from '../actions/wire-types.ts';
import type { FieldValuesOutput } from '../aws/call/field-values.ts';
import type { FieldValueInput } from '../http/routes.ts';

/**
 * The client's types of the API. In the package, a file made from the OpenAPI document replaces this one, so that users
 * do not need the SDK: pack/contract-types.ts.
 */
export type { ErrorDetails, ErrorName } from '../errors.ts';

export type Action = AllowlistedAction;

/** What each action takes and answers. */
export type Actions = {
  [A in Action]: A extends 'PutRegistrationFieldValue'
    ? { input: FieldValueInput; output: ActionOutput<A> | FieldValuesOutput }
    : { input: ActionInput<A>; output: ActionOutput<A> };
};
