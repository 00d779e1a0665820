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
  /** What a front door tells besides the request. */
  Bindings: {
    /** Of a Lambda event. */
    readonly requestContext?: unknown;
    readonly lambdaContext?: { getRemainingTimeInMillis(): number };
    /** What came is no request that can be read: the answer to it. */
    readonly unreadable?: RouterError;
  };
  /** What each step of a request's way leaves for the next. */
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
  /** Takes one line of JSON, without the line's end. */
  readonly log: (line: string) => void;
  /** The time a request has, unless Lambda has less left. */
  readonly deadlineMilliseconds: number;
}

/** What Lambda must have left to hand the answer over. */
const ANSWER_MILLISECONDS = 500;

/** Gives each request its id, its deadline and, when it is answered, its line in the log. */
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
    // Before the answer is there, for Hono would build it a second time.
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

/** The id that API Gateway or the function URL gave the request and answers with. */
function requestIdOf(requestContext: unknown): string | undefined {
  return v.is(WithRequestId, requestContext) ? requestContext.requestId : undefined;
}
