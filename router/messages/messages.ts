import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import { encodeOutput, type JsonObject } from '../actions/encode-output.ts';
import type { OwnOperation } from '../actions/operation.ts';
import type { DescribeMessagesInput } from '../actions/own/describe-messages.ts';
import { type Deadline, DeadlineExceededError, withinDeadline } from '../deadline.ts';
import { RouterError } from '../errors.ts';
import type { Callbacks } from './callbacks/callbacks.ts';
import { createDescribeMessages } from './describe-messages.ts';
import { ownActionFailed } from './own-action-failed.ts';
import { createRecordAccepted, type RecordAccepted } from './record-accepted.ts';
import { createFoldIntoTable, type FoldOptions } from './table/fold-into-table.ts';
import { createMessageReads } from './table/table-reads.ts';

/** What a checked and authorized call of one of the router's own actions needs. */
export interface OwnRequest {
  readonly tenant: TenantRecord;
  readonly operation: OwnOperation;
  /** The value from `decodeInput`. */
  readonly input: object;
  readonly deadline: Deadline;
}

/** The router's access to the status of messages and to callbacks. */
export interface Messages {
  /**
   * Runs an own action in the management account and returns its output as JSON.
   *
   * @throws RouterError `UpstreamException` when a table or the queue fails; DeadlineExceededError
   */
  readonly run: (request: OwnRequest) => Promise<JsonObject>;
  /**
   * The signing secret of the callback that an own action's input names; undefined when there is no such callback.
   *
   * @throws as `run` does
   */
  readonly secretOf: (request: Omit<OwnRequest, 'operation'>) => Promise<string | undefined>;
  readonly recordAccepted: RecordAccepted;
}

export interface MessagesOptions extends Omit<FoldOptions, 'announce'> {
  /** @default no callbacks */
  readonly callbacks?: Callbacks | undefined;
}

export function createMessages({ callbacks, ...options }: MessagesOptions): Messages {
  const { client, tableName, now } = options;
  const describeMessages = createDescribeMessages({ reads: createMessageReads(client, tableName), now });

  async function run({ tenant, operation, input }: OwnRequest): Promise<object> {
    if (operation.action === 'DescribeMessages') {
      return await describeMessages(tenant.accountId, input as DescribeMessagesInput);
    }
    if (callbacks === undefined) {
      throw new RouterError('InvalidActionException', 'This API offers no action of this name.');
    }
    return await callbacks.run(operation.action, tenant, input);
  }

  return {
    async run(request) {
      const { operation, deadline } = request;
      const failed = (cause: unknown) => ownActionFailed(operation.action, cause);
      return encodeOutput(operation.output, await reach(run(request), deadline, failed));
    },
    async secretOf({ tenant, deadline, input }) {
      const secret = callbacks?.secretOf(tenant, input) ?? Promise.resolve(undefined);
      return await reach(secret, deadline, secretUnreadable);
    },
    recordAccepted: createRecordAccepted({
      ...options,
      announce: callbacks?.announce,
      foldIntoTable: createFoldIntoTable(options),
    }),
  };
}

async function reach<T>(
  work: Promise<T>,
  deadline: Deadline,
  failed: (cause: unknown) => RouterError,
): Promise<T> {
  try {
    return await withinDeadline(work, deadline);
  } catch (cause) {
    if (cause instanceof DeadlineExceededError || cause instanceof RouterError) throw cause;
    throw failed(cause);
  }
}

function secretUnreadable(cause: unknown): RouterError {
  return new RouterError(
    'UpstreamException',
    'The first request with this Idempotency-Key succeeded, but its secret cannot be read at the moment. ' +
      'Ask again with the same key.',
    { cause },
  );
}
