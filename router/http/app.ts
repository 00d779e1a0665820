import type { MiddlewareHandler } from 'hono';
import { HonoBase } from 'hono/hono-base';
import { HTTPException } from 'hono/http-exception';
import { TrieRouter } from 'hono/router/trie-router';
import type { Offer } from '../actions/allowlist.ts';
import { isAction, isOffered } from '../actions/allowlist.ts';
import { loadOperation } from '../actions/operation.ts';
import { parseActionRequest } from '../actions/request.ts';
import type { Dispatch } from '../aws/call/dispatch.ts';
import { allPut, putFieldValues } from '../aws/call/field-values.ts';
import type { TenantDirectory } from '../aws/tenant/tenants.ts';
import { withinDeadline } from '../deadline.ts';
import { asRouterError, errorBody, RouterError } from '../errors.ts';
import type { SendOnce } from '../keyed-sends/send-once.ts';
import type { Messages } from '../messages/messages.ts';
import type { Authenticator } from './caller/authenticate.ts';
import { authorize } from './caller/authorize.ts';
import { refusal } from './caller/refusal.ts';
import { onceForKey } from './once-for-key.ts';
import { readJsonObject } from './request-body.ts';
import type { RequestScopeOptions, RouterEnv } from './request-scope.ts';
import { requestScope } from './request-scope.ts';
import type { App, Routes } from './routes.ts';

export type { App } from './routes.ts';

export interface AppDependencies extends RequestScopeOptions {
  readonly authenticator: Authenticator;
  readonly tenants: TenantDirectory;
  readonly dispatch: Dispatch;
  /** The status of messages; `null` when the deployment keeps none. */
  readonly messages: Messages | null;
  readonly sendOnce: SendOnce;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly offer: Offer;
  /** ARNs of the IAM roles and users that reach every tenant; all other IAM callers need a binding. */
  readonly adminCallerArns: readonly string[];
  readonly maxBodyBytes: number;
}

/**
 * The steps of a request. AWS is not called before the request is known to be valid. Its routes know no actions; the
 * type `Routes` lists them, from the allowlist.
 */
export function createApp(dependencies: AppDependencies): App {
  // The one of Hono's routers that supports these routes; by default Hono loads and tries another one first.
  const app = new HonoBase<RouterEnv, Routes>({ router: new TrieRouter() });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.use(requestScope(dependencies));
  app.use(refuseUnreadable());
  app.post(
    '/:tenantId/:action',
    authenticate(dependencies),
    chooseOperation(dependencies),
    readRequest(dependencies),
    authorizeCaller(dependencies),
    onceForKey(dependencies),
    runOwnAction(dependencies),
    runOperation(dependencies),
  );
  app.all('/:tenantId/:action', () => {
    throw new RouterError(
      'MethodNotAllowedException',
      'Actions are called with POST, at /<tenantId>/<action>.',
      {
        headers: { allow: 'POST' },
      },
    );
  });
  app.all('*', () => {
    throw new RouterError(
      'NotFoundException',
      'Actions are called with POST, and the path must be /<tenantId>/<action>.',
    );
  });
  app.onError((thrown, c) => {
    const error = thrown instanceof HTTPException ? fromHono(thrown) : asRouterError(thrown);
    c.get('trace').failure = error;
    return c.json(errorBody(error, c.get('requestId')), error.status, error.headers);
  });
  return app;
}

function refuseUnreadable(): MiddlewareHandler<RouterEnv> {
  return async (c, next) => {
    if (c.env.unreadable !== undefined) throw c.env.unreadable;
    await next();
  };
}

type Step = MiddlewareHandler<RouterEnv, '/:tenantId/:action'>;

function authenticate({ authenticator }: AppDependencies): Step {
  return async (c, next) => {
    const { requestContext } = c.env;
    const principal = authenticator({ requestContext, authorization: c.req.header('authorization') });
    c.set(
      'principal',
      principal instanceof Promise ? await withinDeadline(principal, c.get('deadline')) : principal,
    );
    await next();
  };
}

function chooseOperation({ offer, messages }: AppDependencies): Step {
  return async (c, next) => {
    const action = c.req.param('action');
    const operation = isAction(action) && isOffered(action, offer) && (await loadOperation(action));
    // Without a table of messages, the actions that need it are not offered.
    if (!operation || (operation.service === 'router' && messages === null)) {
      throw new RouterError('InvalidActionException', 'This API offers no action of this name.');
    }
    c.set('operation', operation);
    await next();
  };
}

function readRequest({ maxBodyBytes }: AppDependencies): Step {
  return async (c, next) => {
    const body = await readJsonObject(c.req, { maxBytes: maxBodyBytes, deadline: c.get('deadline') });
    c.set('request', parseActionRequest(c.get('operation'), body));
    await next();
  };
}

/** The look-up and the decision are one step, because only an authorized caller may learn whether a tenant exists. */
function authorizeCaller({ tenants, adminCallerArns }: AppDependencies): Step {
  return async (c, next) => {
    const { principal, operation, deadline, trace } = c.var;
    const lookup = tenants.resolve(c.req.param('tenantId'));
    const { tenant, freshness } = await withinDeadline(lookup, deadline);
    trace.tenantCache = freshness;
    const decision = authorize({ principal, access: operation.access, tenant, adminCallerArns });
    if (!decision.allowed) throw refusal(decision, operation.access);
    c.set('tenant', decision.tenant);
    await next();
  };
}

/** The router's own actions are answered here; AWS's actions continue. */
function runOwnAction({ messages }: AppDependencies): Step {
  return async (c, next) => {
    const [operation, request] = [c.get('operation'), c.get('request')];
    if (operation.service !== 'router' || request.kind !== 'single') return await next();
    const { tenant, deadline } = c.var;
    if (messages === null) throw new Error('An own action was chosen without a table of messages.');
    return c.json(await messages.run({ operation, tenant, deadline, input: request.input }));
  };
}

function runOperation({ dispatch, messages, now, sleep }: AppDependencies): Step {
  return async (c) => {
    const { requestId, operation, request, tenant, deadline, trace } = c.var;
    if (operation.service === 'router') throw new Error(`${operation.action} is not an operation of AWS.`);
    if (request.kind === 'single') {
      const { input } = request;
      const requestedAt = now();
      const output = await dispatch({ requestId, operation, tenant, deadline, trace, input });
      const accepted = { action: operation.action, input, output, requestedAt };
      trace.messageRecord = await messages?.recordAccepted(tenant.accountId, accepted);
      return c.json(output);
    }
    const { registrationId, fields } = request;
    const batch = { requestId, operation, tenant, deadline, trace, registrationId, fields };
    const output = await putFieldValues(dispatch, batch, { now, sleep });
    return c.json(output, allPut(output) ? 200 : 207);
  };
}

function fromHono({ status, message }: HTTPException): RouterError {
  return status >= 500
    ? asRouterError(new Error(message))
    : new RouterError('BadRequestException', 'The request is not valid.', { reason: `hono ${status}` });
}
