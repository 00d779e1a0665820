import type { Cognito } from '../../cognito/cognito.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { Kernel } from '../../iam/kernel.ts';
import type { FunctionResult } from '../../lambda/environment/function-result.ts';
import type { Lambda } from '../../lambda/lambda.ts';
import { GatewayError } from '../gateway-response.ts';
import { authorizeByUserPool, claimStrings } from '../request/cognito-authorizer.ts';
import type { Exchange } from '../request/exchange.ts';
import { headerOf } from '../request/exchange.ts';
import type { Route } from '../request/routing.ts';
import { findRoute } from '../request/routing.ts';
import type { Stage } from '../stage.ts';
import type { ProxyAnswer } from './proxy-answer.ts';
import { parseProxyAnswer } from './proxy-answer.ts';
import { matchesMediaType, proxyEvent } from './proxy-event.ts';

export interface IntegrationOptions {
  readonly kernel: Kernel;
  readonly lambda: Lambda;
  readonly cognito: Cognito;
}

/** `$context` variables that are set while a request is processed. */
type Known = Record<string, string | undefined>;

/** Processes a request of a stage: method, throttle, authorizer, function, answer. */
export class Integration {
  readonly #options: IntegrationOptions;

  constructor(options: IntegrationOptions) {
    this.#options = options;
  }

  /** @throws GatewayError */
  async run(exchange: Exchange, stage: Stage, body: Buffer, known: Known): Promise<ProxyAnswer> {
    const { clock } = this.#options.kernel;
    const route = routeOf(exchange, stage);
    const { resource, method } = route;
    known.resourcePath = resource.path;
    known.resourceId = resource.id;
    if (!stage.admits(resource.path, method.httpMethod, clock.now())) throw new GatewayError('THROTTLED');
    const claims = await this.#authorize(exchange, stage, route);
    for (const [name, value] of Object.entries(claims ?? {})) known[`authorizer.claims.${name}`] = value;

    const { binaryMediaTypes } = stage.api;
    const stageVariables = stage.options.variables ?? {};
    const event = proxyEvent(exchange, route, body, { claims, stageVariables, binaryMediaTypes });
    const startedAt = clock.now();
    const result = await this.#invoke(exchange, route, Buffer.from(JSON.stringify(event))).finally(() => {
      known.integrationLatency = String(clock.now() - startedAt);
      known['integration.latency'] = known.integrationLatency;
    });
    known.integrationStatus = '200';
    known['integration.status'] = '200';
    const acceptsBinary = matchesMediaType(headerOf(exchange, 'accept'), binaryMediaTypes);
    const answer =
      result.functionError === undefined ? parseProxyAnswer(result.payload, acceptsBinary) : undefined;
    if (answer === undefined) throw new GatewayError('DEFAULT_5XX');
    return answer;
  }

  async #authorize(
    exchange: Exchange,
    { api }: Stage,
    { method }: Route,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    if (method.authorization === undefined) return undefined;
    const authorizer = api.authorizers.get(method.authorization.authorizerId);
    const claims =
      authorizer &&
      (await authorizeByUserPool(
        this.#options.cognito,
        authorizer,
        method.authorization,
        headerOf(exchange, authorizer.headerName),
      ));
    if (claims === undefined) throw new GatewayError('UNAUTHORIZED');
    return claimStrings(claims);
  }

  /** The gateway stops waiting at the integration's timeout; the function goes on. */
  async #invoke(exchange: Exchange, { method, resource }: Route, payload: Buffer): Promise<FunctionResult> {
    const { kernel, lambda } = this.#options;
    const { accountId, region, apiId, stageName } = exchange.stage;
    const source = `arn:aws:execute-api:${region}:${accountId}:${apiId}`;
    const caller = {
      kind: 'service',
      service: 'apigateway.amazonaws.com',
      sourceAccount: accountId,
      sourceArn: `${source}/${stageName}/${exchange.method}${resource.path}`,
    } as const;
    let cancel = () => {};
    const timeout = new Promise<never>((_, reject) => {
      cancel = kernel.clock.after(method.timeoutMilliseconds, () =>
        reject(new GatewayError('INTEGRATION_TIMEOUT')),
      );
    });
    try {
      return await Promise.race([lambda.invoke(caller, method.functionArn, payload), timeout]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      kernel.log(`api gateway: ${method.functionArn} was not invoked: ${error.message}`);
      throw new GatewayError(FAILURES[error.code] ?? 'INTEGRATION_FAILURE');
    } finally {
      cancel();
    }
  }
}

/** Lambda's refusals with a status of their own; every other error is the gateway's failure. */
const FAILURES: Readonly<Record<string, 'REQUEST_TOO_LARGE' | 'API_CONFIGURATION_ERROR'>> = {
  AccessDeniedException: 'API_CONFIGURATION_ERROR',
  RequestTooLargeException: 'REQUEST_TOO_LARGE',
  ResourceNotFoundException: 'API_CONFIGURATION_ERROR',
};

/** @throws GatewayError */
function routeOf({ method, path }: Exchange, { api }: Stage): Route {
  let route: Route | undefined;
  try {
    route = findRoute(api, method, path);
  } catch {
    throw new GatewayError('BAD_REQUEST_PARAMETERS');
  }
  if (route === undefined) throw new GatewayError('MISSING_AUTHENTICATION_TOKEN');
  return route;
}
