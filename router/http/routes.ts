import type { Hono } from 'hono';
import type { Action, ALLOWLIST } from '../actions/allowlist.ts';
import type { ActionInput, ActionOutput } from '../actions/wire-types.ts';
import type { FieldValuesOutput } from '../aws/call/field-values.ts';
import type { ErrorBody, ErrorStatus } from '../errors.ts';
import type { RouterEnv } from './request-scope.ts';

/**
 * The API's type, for Hono's typed client: with `hc<App>(url)`, `client[':tenantId'].SendTextMessage.$post({param:
 * {tenantId}, json})` is checked against the SDK's types, and an action off the allowlist does not compile. One route
 * serves all actions; their types are computed from the allowlist.
 */
export type App = Hono<RouterEnv, Routes, '/'>;

export type Routes = { [A in Action as `/:tenantId/${A}`]: { $post: Answers<A> } } & {
  '/healthz': { $get: { input: object; output: { status: 'ok' }; outputFormat: 'json'; status: 200 } };
};

type Answers<A extends Action> = A extends 'PutRegistrationFieldValue'
  ? FieldValueAnswers
  : Answer<Input<A>, ActionOutput<A>, 200> | Answer<Input<A>, ErrorBody, ErrorStatus>;

type Input<A extends Action> = (typeof ALLOWLIST)[A]['access'] extends 'read'
  ? Body<ActionInput<A>>
  : Keyed<ActionInput<A>>;

/** One field in AWS's form, or several at once. */
type FieldValueAnswers =
  | Answer<Keyed<FieldValueInput>, ActionOutput<'PutRegistrationFieldValue'> | FieldValuesOutput, 200>
  | Answer<Keyed<FieldValueInput>, FieldValuesOutput, 207>
  | Answer<Keyed<FieldValueInput>, ErrorBody, ErrorStatus>;

export type FieldValueInput =
  | ActionInput<'PutRegistrationFieldValue'>
  | {
      RegistrationId: string;
      FieldValues: Omit<ActionInput<'PutRegistrationFieldValue'>, 'RegistrationId'>[];
    };

type Body<Json> = { param: { tenantId: string }; json: Json };

/** With the same key the same request runs once, see the README. */
type Keyed<Json> = Body<Json> & { header?: { 'Idempotency-Key'?: string } };

type Answer<Input, Output, Status extends number> = {
  input: Input;
  output: Output;
  outputFormat: 'json';
  status: Status;
};
