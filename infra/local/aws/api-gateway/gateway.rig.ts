import { Cognito } from '../cognito/cognito.ts';
import { issueMachineToken } from '../cognito/tokens.ts';
import type { Workbench } from '../lambda/workbench.rig.ts';
import { HOME, openWorkbench } from '../lambda/workbench.rig.ts';
import { ApiGateway } from './api-gateway.ts';
import type { CognitoAuthorization } from './definition.ts';
import type { StageOptions } from './stage.ts';

export const SCOPE = 'api/Admin';

/** Lets API Gateway assume the account's role for logs. */
export const TRUST_GATEWAY = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'sts:AssumeRole',
  },
} as const;

/** A REST API `POST /{tenantId}/{action}` in front of one function, as the management stack has it. */
export interface Gateway {
  readonly bench: Workbench;
  readonly apiGateway: ApiGateway;
  readonly cognito: Cognito;
  readonly userPoolArn: string;
  readonly functionArn: string;
  readonly apiId: string;
  /** Resource `/{tenantId}/{action}`. */
  readonly resourceId: string;
  readonly authorization: CognitoAuthorization;
  /** Deploys the API in its present form and serves it. @returns the front door's URL */
  serve(options?: Partial<StageOptions>): Promise<string>;
  /** An access token of the machine client. */
  token(...scopes: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Answers with its event, or does what the body asks for. */
const FUNCTION = `export const handler = async (event) => {
  if (event.body === 'throw') throw new Error('no');
  if (event.body === 'hang') console.log('hanging');
  if (event.body === 'hang') await new Promise((resolve) => setTimeout(resolve, 3_000_000));
  if (event.body?.startsWith('answer ')) return JSON.parse(event.body.slice(7));
  return { statusCode: 200, body: JSON.stringify(event) };
};`;

export async function openGateway(): Promise<Gateway> {
  const bench = await openWorkbench();
  const { kernel, lambda, logs } = bench;
  const cognito = new Cognito(kernel);
  const apiGateway = new ApiGateway(kernel, { lambda, logs, cognito });

  const pool = cognito.createUserPool(HOME);
  pool.putResourceServer('api', ['Admin', 'Other']);
  const client = pool.putClient({
    clientId: 'machine',
    clientSecret: 'secret',
    allowedOAuthFlows: ['client_credentials', 'code'],
    allowedOAuthScopes: [SCOPE, 'api/Other'],
  });

  const functionArn = await bench.createFunction(FUNCTION, { timeoutSeconds: 60 });
  const apiId = apiGateway.createRestApi(HOME);
  lambda.addPermission(functionArn, 'gateway', {
    action: 'lambda:InvokeFunction',
    principal: 'apigateway.amazonaws.com',
    sourceArn: `arn:aws:execute-api:us-east-1:111111111111:${apiId}/prod/POST/*/*`,
  });
  const definition = apiGateway.definition(apiId);
  definition.addResource('tenant', definition.rootResourceId, '{tenantId}');
  definition.addResource('action', 'tenant', '{action}');
  definition.authorizers.set('pool', {
    name: 'UserPool',
    headerName: 'authorization',
    userPoolArns: [pool.arn],
  });
  const authorization = { authorizerId: 'pool', scopes: [SCOPE] };
  definition.putMethod('action', {
    httpMethod: 'POST',
    authorization,
    functionArn,
    timeoutMilliseconds: 29_000,
  });

  return {
    bench,
    apiGateway,
    cognito,
    userPoolArn: pool.arn,
    functionArn,
    apiId,
    resourceId: 'action',
    authorization,
    async serve(options = {}) {
      await apiGateway.deleteStage(apiId, 'prod');
      const deploymentId = apiGateway.createDeployment(apiId);
      return await apiGateway.createStage(apiId, 'prod', { deploymentId, ...options });
    },
    token: (...scopes) => issueMachineToken(pool, client, scopes, bench.clock.now()),
    async close() {
      await apiGateway.stop();
      await bench.close();
    },
  };
}
