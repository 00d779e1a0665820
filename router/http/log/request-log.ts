import { isTenantId } from '../../../registrar/contract/tenant-id.ts';
import { isAction } from '../../actions/allowlist.ts';
import type { CallTrace } from '../../aws/call/dispatch.ts';
import type { Freshness } from '../../aws/tenant/lease-cache.ts';
import type { RouterError } from '../../errors.ts';
import type { KeyOutcome } from '../../keyed-sends/send-once.ts';
import type { AcceptedOutcome } from '../../messages/record-accepted.ts';
import type { Principal } from '../caller/principal.ts';
import { principalLabel } from '../caller/principal.ts';
import { requestMetrics } from './metrics.ts';
import { originalFrame } from './source-map.ts';

/** What the log says about a request; set while it is processed. */
export interface RequestTrace extends CallTrace {
  tenantCache?: Freshness;
  /** Whether the table of messages has the message that AWS accepted; absent when there was none. */
  messageRecord?: AcceptedOutcome | undefined;
  /** What happened with the request's Idempotency-Key. */
  idempotencyKey?: KeyOutcome;
  failure?: RouterError;
}

export interface AnsweredRequest extends RequestTrace {
  readonly requestId: string;
  /** As the caller wrote it. */
  readonly tenantId: string | undefined;
  /** As the caller wrote it. */
  readonly action: string | undefined;
  readonly principal: Principal | undefined;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The one line of a request: JSON with its fields at the root, and its metrics. `awsRequestId` is in the tenant's
 * CloudTrail, `messageId` in the message's events. The line has no body, phone number, token or message of AWS; of the
 * path it has only what is a tenantId and an action.
 */
export function requestLine(request: AnsweredRequest): string {
  const { requestId, tenantId, action, principal, status, startedAt, endedAt, failure } = request;
  const { tenantCache, credentialCache, awsRequestId, messageId, messageRecord, idempotencyKey } = request;
  const latency = endedAt - startedAt;
  return JSON.stringify({
    timestamp: new Date(endedAt).toISOString(),
    level: status >= 500 ? 'ERROR' : 'INFO',
    requestId,
    tenantId: isTenantId(tenantId) ? tenantId : undefined,
    action: action !== undefined && isAction(action) ? action : undefined,
    principal: principal && principalLabel(principal),
    status,
    errorName: failure?.name,
    reason: failure?.reason,
    cause: describeCause(failure?.cause),
    awsRequestId,
    messageId,
    tenantCache,
    credentialCache,
    messageRecord,
    idempotencyKey,
    ...requestMetrics(
      {
        Requests: 1,
        Errors: status >= 400 ? 1 : 0,
        Faults: status >= 500 ? 1 : 0,
        Latency: latency,
        TenantCacheHits: tenantCache !== undefined && tenantCache !== 'miss' ? 1 : 0,
        TenantCacheMisses: tenantCache === 'miss' ? 1 : 0,
        CredentialCacheHits: credentialCache !== undefined && credentialCache !== 'miss' ? 1 : 0,
        AssumeRoleCalls: credentialCache === 'miss' ? 1 : 0,
        MessagesAccepted: messageRecord === undefined ? 0 : 1,
        MessagesUnrecorded: messageRecord === undefined || messageRecord === 'recorded' ? 0 : 1,
      },
      endedAt,
      failure?.name,
    ),
  });
}

/** Names, codes and stack frames of the underlying errors. Messages are left out, because they quote input. */
function describeCause(cause: unknown): object | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  return { name: cause.name, code, stack: stackFrames(cause), cause: describeCause(cause.cause) };
}

function stackFrames({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 10)
    .map(originalFrame);
}
