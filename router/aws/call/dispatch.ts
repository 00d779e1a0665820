import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { JsonObject } from '../../actions/encode-output.ts';
import type { Operation } from '../../actions/operation.ts';
import type { Deadline } from '../../deadline.ts';
import { withinDeadline } from '../../deadline.ts';
import { type Attempt, couldHaveActed } from '../outcome.ts';
import type { CredentialStore, TenantCredentials } from '../tenant/credentials.ts';
import type { Freshness } from '../tenant/lease-cache.ts';
import { readAnswer } from './answer.ts';
import { awsRequestIdOf, refusesCredentials, upstreamError } from './upstream-error.ts';

/** One SDK call, in the tenant's Region and with the tenant's credentials. */
export interface AwsCall {
  readonly operation: Operation;
  /** The value from `decodeInput`. */
  readonly input: object;
  readonly region: string;
  readonly credentials: TenantCredentials;
  readonly signal: AbortSignal;
  /** The call adds its requests to AWS here, with their outcomes. */
  readonly attempts: Attempt[];
}

/** @throws the SDK's error */
export type SendToAws = (call: AwsCall) => Promise<object>;

/** What the log holds about a request's calls to AWS; `dispatch` sets it. */
export interface CallTrace {
  credentialCache?: Freshness;
  awsRequestId?: string;
  /** AWS's id of the message that was sent. */
  messageId?: string;
}

/** What a checked and authorized call needs. */
export interface DispatchRequest {
  readonly requestId: string;
  readonly tenant: TenantRecord;
  readonly operation: Operation;
  readonly input: object;
  readonly deadline: Deadline;
  readonly trace: CallTrace;
}

/**
 * Runs one AWS operation in a tenant's account and answers with its output as JSON.
 *
 * @throws RouterError for AWS's refusal; `TenantAccessException`; `UpstreamTimeoutException` at the deadline. Its
 * `mayHaveActed` counts all attempts
 */
export type Dispatch = (request: DispatchRequest) => Promise<JsonObject>;

export function createDispatch(dependencies: { credentials: CredentialStore; send: SendToAws }): Dispatch {
  const { credentials: store, send } = dependencies;

  return async function dispatch({ tenant, operation, input, deadline, trace }) {
    const attempts: Attempt[] = [];
    for (let last = false; ; last = true) {
      const { credentials, freshness } = await withinDeadline(store.get(tenant, operation), deadline);
      trace.credentialCache = freshness;
      const { signal } = deadline;
      const call = { operation, input, region: tenant.region, credentials, signal, attempts };
      try {
        const output = await withinDeadline(send(call), deadline);
        trace.awsRequestId = awsRequestIdOf(output);
        return readAnswer(operation, output);
      } catch (error) {
        trace.awsRequestId = awsRequestIdOf(error);
        const again = !last && refusesCredentials(error) && !couldHaveActed(operation.access, attempts);
        if (!again) throw upstreamError(error, operation, attempts);
        // AWS refused the call unprocessed, so even a send may be repeated with new credentials.
        store.drop(tenant, operation, credentials);
      }
    }
  };
}
