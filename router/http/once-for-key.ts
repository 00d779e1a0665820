import type { MiddlewareHandler } from 'hono';
import type { ActionRequest } from '../actions/request.ts';
import { clientToken, inputHash } from '../keyed-sends/fingerprint.ts';
import { countsIdempotencyKey, parseIdempotencyKey } from '../keyed-sends/idempotency-key.ts';
import type { KeyedAnswer, SendOnce } from '../keyed-sends/send-once.ts';
import { principalLabel } from './caller/principal.ts';
import type { RouterEnv } from './request-scope.ts';

/**
 * Runs what follows at most once for the request's `Idempotency-Key`. Reads, and requests without the header, pass by:
 * nothing is looked up or written for them.
 */
export function onceForKey({
  sendOnce,
}: {
  sendOnce: SendOnce;
}): MiddlewareHandler<RouterEnv, '/:tenantId/:action'> {
  return async function onceForKey(c, next) {
    const { operation, request, principal, tenant, deadline, requestId, trace } = c.var;
    const header = countsIdempotencyKey(operation.access) ? c.req.header('idempotency-key') : undefined;
    const key = parseIdempotencyKey(header);
    if (key === undefined) return next();

    const scope = { caller: principalLabel(principal), tenantId: tenant.pk, action: operation.action, key };
    const input = request.kind === 'single' ? request.input : request;
    const hash = inputHash(input);
    const keyed = {
      scope,
      inputHash: hash,
      repeatable: operation.idempotencyToken !== undefined,
      requestId,
      deadlineAt: deadline.expiresAt,
    };
    const { status, body, outcome } = await sendOnce(keyed, async () => {
      c.set('request', withClientToken(request, operation.idempotencyToken, clientToken(scope, hash)));
      await next();
      // Hono has caught what was thrown and made its answer of it.
      if (c.error !== undefined) throw c.error;
      return { status: c.res.status, body: await c.res.clone().text() } as KeyedAnswer;
    });
    trace.idempotencyKey = outcome;
    if (outcome !== 'replayed') return;
    c.header('idempotency-replayed', 'true');
    return c.body(body, status, { 'content-type': 'application/json' });
  };
}

/** A token that the caller gave stays. */
function withClientToken(request: ActionRequest, member: string | undefined, token: string): ActionRequest {
  if (member === undefined || request.kind !== 'single') return request;
  return { kind: 'single', input: { [member]: token, ...request.input } };
}
