import type { AwsError } from './aws-error.ts';
import type { Caller, Home } from './caller.ts';

/** A request whose signature has been verified. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Region of the credential scope. */
  readonly region: string;
  readonly caller: Caller;
  readonly requestId: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One AWS service on the local endpoint. */
export interface WireService {
  /** Name in the SigV4 credential scope: `sts`, `sms-voice`, `sqs`, … */
  readonly scope: string;
  /** The operation's name, for the call log and for faults: `SendTextMessage`, `AssumeRole`, … */
  operationOf(request: SignedRequest): string;
  handle(request: SignedRequest): Promise<Reply>;
  renderError(error: AwsError, requestId: string): Reply;
}

/** The account and Region of a request's resources by default: the caller's account and the signature's Region. */
export function homeOf({ caller, region }: SignedRequest): Home {
  if (caller.kind === 'service') throw new Error('A service does not sign requests.');
  return { accountId: caller.accountId, region };
}
