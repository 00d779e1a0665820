import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorFields, writeLogLine } from './log-line.ts';
import { retry } from './retry.ts';

/** What CloudFormation sends to a custom resource's function; see "Custom resource request objects" in its guide. */
export interface CustomResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  /** A pre-signed URL that takes one PUT, so it is a secret. */
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** The type in the template, `Custom::…`. */
  readonly ResourceType: string;
  /** Absent on Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
  readonly OldResourceProperties?: Readonly<Record<string, unknown>>;
}

export interface CustomResourceResult {
  /** An id other than the request's means replacement: CloudFormation then sends a Delete for the old id. */
  readonly physicalResourceId: string;
  /** A note in the stack's events. */
  readonly reason?: string;
  /** Runs after CloudFormation has its answer, so a failure is only logged. */
  readonly afterwards?: () => Promise<void>;
}

export interface AnswerOptions {
  /** Lambda's `getRemainingTimeInMillis`. */
  readonly remainingMilliseconds: () => number;
  /** The physical id of a resource whose Create fails. Its Delete will have this id. */
  readonly physicalResourceIdOnFailure: string;
}

/** Time kept for sending the answer before Lambda ends the function. */
const ANSWER_MARGIN_MILLISECONDS = 5000;
const PUT_TIMEOUT_MILLISECONDS = 3000;
const PUT_PAUSES_MILLISECONDS = [100, 400, 1600];

/** The answer may have 4,096 bytes, and a character up to three. */
const MAX_REASON_CHARACTERS = 1000;

/** Whether an event is CloudFormation's, not a schedule's. */
export function isCustomResourceRequest(event: unknown): event is CustomResourceRequest {
  return typeof event === 'object' && event !== null && 'RequestType' in event && 'ResponseURL' in event;
}

/**
 * Runs `work` and answers CloudFormation exactly once: with its result, with FAILED when it throws, or with FAILED
 * shortly before the function times out. The signal aborts when the result of `work` is no longer needed.
 *
 * @throws Error when the answer cannot be delivered, so that Lambda invokes the function again
 */
export async function answerCustomResource(
  request: CustomResourceRequest,
  work: (signal: AbortSignal) => Promise<CustomResourceResult>,
  options: AnswerOptions,
): Promise<void> {
  const { answer, afterwards } = await outcomeOf(request, work, options);
  await putWithRetries(request.ResponseURL, Buffer.from(JSON.stringify(answer)));
  try {
    await afterwards?.();
  } catch (error) {
    writeLogLine('ERROR', 'The work after the answer to CloudFormation failed', errorFields(error));
  }
}

async function outcomeOf(
  request: CustomResourceRequest,
  work: (signal: AbortSignal) => Promise<CustomResourceResult>,
  { remainingMilliseconds, physicalResourceIdOnFailure }: AnswerOptions,
) {
  const { StackId, RequestId, LogicalResourceId } = request;
  const stop = new AbortController();
  try {
    const working = work(stop.signal);
    const time = Math.max(0, remainingMilliseconds() - ANSWER_MARGIN_MILLISECONDS);
    const result = await Promise.race([working, outOfTime(time, stop.signal)]);
    const answer = {
      Status: 'SUCCESS',
      PhysicalResourceId: result.physicalResourceId,
      ...(result.reason !== undefined && { Reason: shorten(result.reason) }),
      StackId,
      RequestId,
      LogicalResourceId,
    };
    return { answer, afterwards: result.afterwards };
  } catch (error) {
    writeLogLine('ERROR', 'The custom resource failed', errorFields(error));
    const answer = {
      Status: 'FAILED',
      PhysicalResourceId: request.PhysicalResourceId ?? physicalResourceIdOnFailure,
      Reason: shorten(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      StackId,
      RequestId,
      LogicalResourceId,
    };
    return { answer, afterwards: undefined };
  } finally {
    stop.abort();
  }
}

async function outOfTime(milliseconds: number, signal: AbortSignal): Promise<never> {
  await sleep(milliseconds, undefined, { signal });
  throw new Error('The function ran out of time.');
}

async function putWithRetries(url: string, body: Buffer): Promise<void> {
  await retry(
    async () => {
      const status = await put(url, body);
      if (status >= 300) throw new ResponseUrlError(status);
    },
    { pauses: PUT_PAUSES_MILLISECONDS, when: (error) => !isFinal(error) },
  );
}

/** A URL that was used or has expired takes no further attempt. */
function isFinal(error: unknown): boolean {
  return error instanceof ResponseUrlError && error.status < 500;
}

class ResponseUrlError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`CloudFormation's response URL answered ${status}.`);
    this.status = status;
  }
}

/** The URL is signed for an empty content type, which `fetch` cannot send. */
function put(url: string, body: Buffer): Promise<number> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = { 'content-type': '', 'content-length': body.byteLength };
  return new Promise((resolve, reject) => {
    const sent = send(url, { method: 'PUT', headers, timeout: PUT_TIMEOUT_MILLISECONDS }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => resolve(response.statusCode ?? 500));
    });
    sent.on('timeout', () => sent.destroy(new Error('The response URL did not answer in time.')));
    sent.on('error', reject);
    sent.end(body);
  });
}

function shorten(reason: string): string {
  return reason.length > MAX_REASON_CHARACTERS ? `${reason.slice(0, MAX_REASON_CHARACTERS)}…` : reason;
}
