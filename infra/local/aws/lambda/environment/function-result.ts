/** The result of one invocation. */
export interface FunctionResult {
  /** JSON: the handler's answer, or the error. */
  readonly payload: Buffer;
  /** The `X-Amz-Function-Error` header: present when the function failed. */
  readonly functionError?: 'Unhandled';
}

/** "Lambda quotas": a synchronous invocation's answer. */
export const MAX_RESPONSE_BYTES = 6_291_556;

export function succeeded(payload: Buffer): FunctionResult {
  return { payload };
}

/** @param error JSON, as the runtime reported it */
export function failed(error: string): FunctionResult {
  return { payload: Buffer.from(error), functionError: 'Unhandled' };
}

export function timedOut(requestId: string, timeoutSeconds: number): FunctionResult {
  const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${message}`);
}

export function exited(requestId: string, code: number | null, signal: string | null): FunctionResult {
  const status = signal === null ? `exit status ${code}` : `signal: ${signal}`;
  return failure('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: ${status}`);
}

export function responseTooLarge(): FunctionResult {
  return failure(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  );
}

function failure(errorType: string, errorMessage: string): FunctionResult {
  return failed(JSON.stringify({ errorType, errorMessage }));
}
