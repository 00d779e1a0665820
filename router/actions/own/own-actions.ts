import type { OwnAction } from '../allowlist.ts';
import type { Problems } from '../problem.ts';
import {
  checkCallbackName,
  DeleteCallbackRequest,
  DeleteCallbackResult,
  DescribeCallbacksRequest,
  DescribeCallbacksResult,
  PutCallbackRequest,
  PutCallbackResult,
  RotateCallbackSecretRequest,
  RotateCallbackSecretResult,
  TestCallbackRequest,
  TestCallbackResult,
} from './callbacks.ts';
import {
  checkDescribeMessages,
  DescribeMessagesRequest,
  DescribeMessagesResult,
} from './describe-messages.ts';
import type { Described, Schema } from './schema.ts';

interface OwnActionDefinition<Input, Output> {
  readonly input: Schema<Input>;
  readonly output: Schema<Output>;
  /** Reports problems of a decoded input that the schema cannot express. */
  readonly check: (input: Input, problems: Problems) => void;
}

/**
 * The router's own actions, with schemas of inputs and outputs like the SDK's of AWS operations. The OpenAPI document
 * takes its descriptions from the doc comments of entries, structures and members.
 */
export const OWN_ACTIONS = {
  /**
   * Describes messages: those with the given ids, or all of the tenant's by time, direction, status and number, newest
   * first. The status is as recent as the events that have arrived; messages are kept as long as the deployment is
   * configured to.
   */
  DescribeMessages: define({
    input: DescribeMessagesRequest,
    output: DescribeMessagesResult,
    check: checkDescribeMessages,
  }),
  /**
   * Registers a URL that receives the events of the tenant's messages, or changes the URL and event types of a
   * callback. The answer that creates a callback has the secret that signs its deliveries (Standard Webhooks); it is
   * not shown again.
   */
  PutCallback: define({ input: PutCallbackRequest, output: PutCallbackResult, check: checkCallbackName }),
  /** Lists the tenant's callbacks, each with its last outcomes and whether its deliveries wait because it failed. */
  DescribeCallbacks: define({
    input: DescribeCallbacksRequest,
    output: DescribeCallbacksResult,
    check: () => {},
  }),
  /** Deletes a callback. Deliveries on their way to it are dropped. */
  DeleteCallback: define({
    input: DeleteCallbackRequest,
    output: DeleteCallbackResult,
    check: checkCallbackName,
  }),
  /**
   * Sends a callback an event of the type `callback.test`, whatever its event types are. `DescribeCallbacks` has its
   * outcome.
   */
  TestCallback: define({ input: TestCallbackRequest, output: TestCallbackResult, check: checkCallbackName }),
  /**
   * Gives a callback a new signing secret. For 24 hours, deliveries also have a signature with the previous one, also
   * when the secret is replaced again in that time: each secret signs until its own end. A rotation that would be the
   * fourth within 24 hours is refused.
   */
  RotateCallbackSecret: define({
    input: RotateCallbackSecretRequest,
    output: RotateCallbackSecretResult,
    check: checkCallbackName,
  }),
} satisfies Readonly<Record<OwnAction, unknown>>;

export type OwnInput<A extends OwnAction> = Described<(typeof OWN_ACTIONS)[A]['input']>;
export type OwnOutput<A extends OwnAction> = Described<(typeof OWN_ACTIONS)[A]['output']>;

function define<Input, Output>(definition: OwnActionDefinition<Input, Output>) {
  return definition;
}
