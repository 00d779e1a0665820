import { AwsError, notSimulated } from '../core/aws-error.ts';
import { Routes } from '../core/endpoint/routes.ts';
import { renderRestJsonError, restJsonReply } from '../core/protocols/rest-json-protocol.ts';
import type { Reply, SignedRequest, WireService } from '../core/wire-service.ts';
import { homeOf } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import { invalidParameter, resolveFunctionArn } from './function-configuration.ts';
import type { Lambda } from './lambda.ts';

interface Operation {
  readonly name: string;
  handle(request: SignedRequest, functionArn: string): Promise<Reply>;
}

/** The operations of the Lambda API that callers and operators' tools use here. */
export function lambdaWire(lambda: Lambda, kernel: Kernel): WireService {
  const routes = new Routes<Operation>();
  const add = (pattern: string, name: string, handle: Operation['handle']) =>
    routes.add(pattern, { name, handle });

  add('POST /2015-03-31/functions/{FunctionName}/invocations', 'Invoke', (request, arn) =>
    invoke(lambda, request, arn),
  );
  add('GET /2015-03-31/functions/{FunctionName}', 'GetFunction', async ({ caller }, arn) => {
    lambda.authorize(caller, 'lambda:GetFunction', arn);
    const { configuration } = lambda.function(arn);
    const { reservedConcurrency } = configuration;
    return restJsonReply(200, {
      Configuration: configurationOutput(configuration),
      ...(reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
      }),
    });
  });
  add(
    'GET /2015-03-31/functions/{FunctionName}/configuration',
    'GetFunctionConfiguration',
    async ({ caller }, arn) => {
      lambda.authorize(caller, 'lambda:GetFunctionConfiguration', arn);
      return restJsonReply(200, configurationOutput(lambda.function(arn).configuration));
    },
  );
  add('GET /2015-03-31/functions/{FunctionName}/policy', 'GetPolicy', async ({ caller }, arn) => {
    lambda.authorize(caller, 'lambda:GetPolicy', arn);
    const { document } = lambda.function(arn).policy;
    if (document === undefined)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
        status: 404,
      });
    return restJsonReply(200, { Policy: JSON.stringify(document) });
  });
  const listFunctions: Operation['handle'] = async (request) => {
    const home = homeOf(request);
    kernel.iam.authorize({
      caller: request.caller,
      action: 'lambda:ListFunctions',
      resource: '*',
      resourceAccountId: home.accountId,
    });
    const functions = lambda.functionsOf(home);
    return restJsonReply(200, {
      Functions: functions.map(({ configuration }) => configurationOutput(configuration)),
    });
  };
  add('GET /2015-03-31/functions', 'ListFunctions', listFunctions);
  add('GET /2015-03-31/functions/', 'ListFunctions', listFunctions);

  return {
    scope: 'lambda',
    operationOf: ({ method, path }) => routes.find(method, path)?.target.name ?? `${method} ${path}`,
    async handle(request) {
      const found = routes.find(request.method, request.path);
      if (found === undefined) throw notSimulated(`lambda: ${request.method} ${request.path}`);
      const arn = resolveFunctionArn(homeOf(request), found.parameters.FunctionName ?? '');
      return await found.target.handle(request, arn);
    },
    renderError: renderLambdaError,
  };
}

async function invoke(lambda: Lambda, request: SignedRequest, arn: string): Promise<Reply> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event' && type !== 'DryRun')
    throw invalidParameter(`Unknown invocation type ${type}.`);
  const qualifier = request.query.get('Qualifier') ?? '$LATEST';
  if (qualifier !== '$LATEST') throw notSimulated('versions and aliases of functions');
  if (request.headers['x-amz-log-type'] === 'Tail') throw notSimulated('the log tail of an invocation');
  const payload = request.body.length === 0 ? Buffer.from('{}') : request.body;
  assertJson(payload);
  const { requestId } = request;
  const result = await lambda.invoke(request.caller, arn, payload, { type, requestId });
  if (type !== 'RequestResponse') return { status: type === 'Event' ? 202 : 204 };
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError && { 'x-amz-function-error': result.functionError }),
    },
    body: result.payload,
  };
}

function assertJson(payload: Buffer): void {
  try {
    JSON.parse(payload.toString());
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    );
  }
}

/** Lambda adds whose fault the error is. */
function renderLambdaError({ code, message, status, members }: AwsError): Reply {
  const Type = status < 500 ? 'User' : 'Service';
  return renderRestJsonError(new AwsError(code, message, { status, members: { ...members, Type } }));
}

function configurationOutput(configuration: FunctionConfiguration) {
  const { arn, environment } = configuration;
  return {
    FunctionName: configuration.functionName,
    FunctionArn: arn,
    Runtime: configuration.runtime,
    Role: configuration.roleArn,
    Handler: configuration.handler,
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMegabytes,
    Version: '$LATEST',
    Environment: { Variables: environment },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroupName },
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}
