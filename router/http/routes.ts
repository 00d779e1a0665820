import type { Hono } from 'hono';
import type { Action } from '../actions/allowlist.ts';
import type { ActionInput, ActionOutput } from '../actions/wire-types.ts';
import type { FieldValuesOutput } from '../aws/call/field-values.ts';
import type { ErrorBody, ErrorStatus } from '../errors.ts';
import type { RouterEnv } from './request-scope.ts';

/**
 * The API's type, for Hono's typed client: with `hc<App>(url)`, `client[':tenantId'].SendTextMessage.$post({param:
 * {tenantId}, json})` is checked against the SDK's types, and an action off the allowlist does not compile. One route
 * serves all actions; their types are computed here from the allowlist.
 */
export type App = Hono<RouterEnv, Routes, '/'>;

export type Routes = { [A in Action as `/:tenantId/${A}`]: { $post: Answers<A> } } & {
  '/healthz': { $get: { input: object; output: { status: 'ok' }; outputFormat: 'json'; status: 200 } };
};

type Answers<A extends Action> = A extends 'PutRegistrationFieldValue'
  ? FieldValueAnswers
  : Answer<ActionInput<A>, ActionOutput<A>, 200> | Answer<ActionInput<A>, ErrorBody, ErrorStatus>;

/** One field as AWS takes it, or several at once. */
type FieldValueAnswers =
  | Answer<FieldValueInput, ActionOutput<'PutRegistrationFieldValue'> | FieldValuesOutput, 200>
  | Answer<FieldValueInput, FieldValuesOutput, 207>
  | Answer<FieldValueInput, ErrorBody, ErrorStatus>;

type FieldValueInput =
  | ActionInput<'PutRegistrationFieldValue'>
  | {
      RegistrationId: string;
      FieldValues: Omit<ActionInput<'PutRegistrationFieldValue'>, 'RegistrationId'>[];
    };

type Answer<Body, Output, Status extends number> = {
  input: { param: { tenantId: string }; json: Body };
  output: Output;
  outputFormat: 'json';
  status: Status;
};
