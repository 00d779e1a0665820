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

/** What the log says of a request; filled in on its way. */
export interface RequestTrace extends CallTrace {
  tenantCache?: Freshness;
  /** Whether the table of messages knows of a message that AWS accepted; absent when none was. */
  messageRecord?: AcceptedOutcome | undefined;
  /** What became of the request's Idempotency-Key. */
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
 * The one line of a request: JSON with its fields at the root, and its metrics. `awsRequestId` joins it with the
 * tenant's CloudTrail, `messageId` with the message's events. No body, no phone number, no token and no message of AWS's gets in; of the path only what is
 * a tenantId and an action.
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

/** Names, codes and places of what went wrong underneath. Messages stay out: they quote what was sent. */
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
