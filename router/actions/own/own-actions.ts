import type { OwnAction } from '../allowlist.ts';
import type { Problems } from '../problem.ts';
import {
  checkDescribeMessages,
  DescribeMessagesRequest,
  DescribeMessagesResult,
} from './describe-messages.ts';
import type { Described, Schema } from './schema.ts';

interface OwnActionDefinition<Input, Output> {
  readonly input: Schema<Input>;
  readonly output: Schema<Output>;
  /** Reports what of a decoded input the schema cannot say. */
  readonly check: (input: Input, problems: Problems) => void;
}

/** The router's own actions: what a caller sends and gets, as the SDK's schemas say it of AWS's operations. */
export const OWN_ACTIONS = {
  DescribeMessages: define({
    input: DescribeMessagesRequest,
    output: DescribeMessagesResult,
    check: checkDescribeMessages,
  }),
} satisfies Readonly<Record<OwnAction, unknown>>;

export type OwnInput<A extends OwnAction> = Described<(typeof OWN_ACTIONS)[A]['input']>;
export type OwnOutput<A extends OwnAction> = Described<(typeof OWN_ACTIONS)[A]['output']>;

function define<Input, Output>(definition: OwnActionDefinition<Input, Output>) {
  return definition;
}
