import type { MiddlewareHandler } from 'hono';
import type { ActionRequest } from '../actions/request.ts';
import { RouterError } from '../errors.ts';
import { clientToken, inputHash } from '../keyed-sends/fingerprint.ts';
import { countsIdempotencyKey, parseIdempotencyKey } from '../keyed-sends/idempotency-key.ts';
import { withoutSecrets, withSecrets } from '../keyed-sends/kept-answer.ts';
import type { RunAnswer, SendOnce } from '../keyed-sends/send-once.ts';
import type { Messages } from '../messages/messages.ts';
import { principalLabel } from './caller/principal.ts';
import type { RouterEnv } from './request-scope.ts';

/**
 * Runs the rest of the request at most once for its `Idempotency-Key`. Reads and requests without the header pass
 * through: nothing is read or written for them.
 */
export function onceForKey({
  sendOnce,
  messages,
}: {
  readonly sendOnce: SendOnce;
  readonly messages: Messages | null;
}): MiddlewareHandler<RouterEnv, '/:tenantId/:action'> {
  return async function onceForKey(c, next) {
    const operation = c.get('operation');
    const header = countsIdempotencyKey(operation.access) ? c.req.header('idempotency-key') : undefined;
    const key = parseIdempotencyKey(header);
    if (key === undefined) return next();

    const { request, principal, tenant, deadline, requestId, trace } = c.var;
    const scope = {
      caller: principalLabel(principal),
      tenantId: tenant.pk,
      accountId: tenant.accountId,
      action: operation.action,
      key,
    };
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
      // Hono has caught the error and turned it into an answer.
      if (c.error !== undefined) throw c.error;
      const body = await c.res.clone().text();
      const kept = operation.service === 'router' ? withoutSecrets(operation.output, body) : body;
      return { status: c.res.status, body, kept } as RunAnswer;
    });
    trace.idempotencyKey = outcome;
    if (outcome !== 'replayed') return;
    const secretNow = async () => await messages?.secretOf({ tenant, deadline, input });
    const answer =
      operation.service === 'router' ? await withSecrets(operation.output, body, secretNow) : body;
    if (answer === undefined) throw secretReplaced();
    c.header('idempotency-replayed', 'true');
    return c.body(answer, status, { 'content-type': 'application/json' });
  };
}

/** The caller's own token is kept. */
function withClientToken(request: ActionRequest, member: string | undefined, token: string): ActionRequest {
  if (member === undefined || request.kind !== 'single') return request;
  return { kind: 'single', input: { [member]: token, ...request.input } };
}

function secretReplaced(): RouterError {
  return new RouterError(
    'SecretReplacedException',
    'The first request with this Idempotency-Key succeeded, and its SigningSecret has been replaced or deleted since. ' +
      'While the callback exists, RotateCallbackSecret with a new key gives another; after that, PutCallback does.',
  );
}
