import type { Action as AllowlistedAction } from '../actions/allowlist.ts';
import type { ActionInput, ActionOutput } from '../actions/wire-types.ts';
import type { FieldValuesOutput } from '../aws/call/field-values.ts';
import type { FieldValueInput } from '../http/routes.ts';

/**
 * What the client knows of the API, as types. In the package, a file that is made from the OpenAPI document stands in
 * its place, so that nobody who installs it needs the SDK: pack/contract-types.ts.
 */
export type { ErrorDetails, ErrorName } from '../errors.ts';

export type Action = AllowlistedAction;

/** What each action takes and answers. */
export type Actions = {
  [A in Action]: A extends 'PutRegistrationFieldValue'
    ? { input: FieldValueInput; output: ActionOutput<A> | FieldValuesOutput }
    : { input: ActionInput<A>; output: ActionOutput<A> };
};
