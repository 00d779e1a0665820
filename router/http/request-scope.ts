import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import * as v from 'valibot';
import type { TenantRecord } from '../../registrar/contract/tenant-record.ts';
import type { Operation, OwnOperation } from '../actions/operation.ts';
import type { ActionRequest } from '../actions/request.ts';
import type { Deadline } from '../deadline.ts';
import { startDeadline } from '../deadline.ts';
import type { RouterError } from '../errors.ts';
import type { Principal } from './caller/principal.ts';
import type { RequestTrace } from './log/request-log.ts';
import { requestLine } from './log/request-log.ts';

export interface RouterEnv {
  /** What a front door passes besides the request. */
  Bindings: {
    /** Members of a Lambda event. */
    readonly requestContext?: unknown;
    readonly lambdaContext?: { getRemainingTimeInMillis(): number };
    /** Set when the event cannot be read as a request; it is the answer. */
    readonly unreadable?: RouterError;
  };
  /** What each step of a request leaves for the next. */
  Variables: {
    requestId: string;
    deadline: Deadline;
    trace: RequestTrace;
    principal: Principal;
    operation: Operation | OwnOperation;
    request: ActionRequest;
    tenant: TenantRecord;
  };
}

export interface RequestScopeOptions {
  readonly now: () => number;
  /** Takes one line of JSON, without a line break. */
  readonly log: (line: string) => void;
  /** The time limit of a request, unless Lambda has less time left. */
  readonly deadlineMilliseconds: number;
}

/** Time that Lambda needs to return the answer. */
const ANSWER_MILLISECONDS = 500;

/** Gives each request its id and deadline, and writes its log line when it is answered. */
export function requestScope({
  now,
  log,
  deadlineMilliseconds,
}: RequestScopeOptions): MiddlewareHandler<RouterEnv> {
  return async function requestScope(c, next) {
    const startedAt = now();
    const remaining = c.env.lambdaContext?.getRemainingTimeInMillis() ?? Number.POSITIVE_INFINITY;
    const deadline = startDeadline(Math.min(deadlineMilliseconds, remaining - ANSWER_MILLISECONDS), now);
    const requestId = requestIdOf(c.env.requestContext) ?? randomUUID();
    c.set('requestId', requestId);
    c.set('deadline', deadline);
    c.set('trace', {});
    // Set before the answer exists, because Hono would build it a second time.
    c.header('x-request-id', requestId);
    await next();
    deadline.stop();
    log(
      requestLine({
        requestId,
        tenantId: c.req.param('tenantId'),
        action: c.req.param('action'),
        principal: c.get('principal'),
        status: c.res.status,
        startedAt,
        endedAt: now(),
        ...c.get('trace'),
      }),
    );
  };
}

const WithRequestId = v.object({ requestId: v.string() });

/** The request's id from API Gateway or the function URL, which they return to the caller, too. */
function requestIdOf(requestContext: unknown): string | undefined {
  return v.is(WithRequestId, requestContext) ? requestContext.requestId : undefined;
}
