import * as v from 'valibot';
import type {
  Properties,
  ResourceContext,
  ResourceProvider,
  ResourceProviders,
} from '../cloudformation/resource-provider.ts';
import type { FunctionOptions } from './function-configuration.ts';
import { functionArn, resolveFunctionArn } from './function-configuration.ts';
import type { EventSourceMappingOptions } from './invocation/event-source-mapping.ts';
import type { Lambda } from './lambda.ts';

const FunctionProperties = v.object({
  FunctionName: v.optional(v.string()),
  Code: v.strictObject({ S3Bucket: v.string(), S3Key: v.string() }),
  Handler: v.string(),
  Role: v.string(),
  Runtime: v.string(),
  Environment: v.optional(v.strictObject({ Variables: v.optional(v.record(v.string(), v.string())) })),
  Timeout: v.optional(v.number()),
  MemorySize: v.optional(v.number()),
  ReservedConcurrentExecutions: v.optional(v.number()),
  DeadLetterConfig: v.optional(v.strictObject({ TargetArn: v.optional(v.string()) })),
  LoggingConfig: v.optional(
    v.strictObject({
      LogGroup: v.optional(v.string()),
      LogFormat: v.optional(v.picklist(['Text', 'JSON'])),
      ApplicationLogLevel: v.optional(v.string()),
      SystemLogLevel: v.optional(v.string()),
    }),
  ),
});

const PermissionProperties = v.object({
  Action: v.string(),
  FunctionName: v.string(),
  Principal: v.string(),
  SourceArn: v.optional(v.string()),
  SourceAccount: v.optional(v.string()),
  PrincipalOrgID: v.optional(v.string()),
  FunctionUrlAuthType: v.optional(v.picklist(['AWS_IAM', 'NONE'])),
  InvokedViaFunctionUrl: v.optional(v.boolean()),
});

const EventSourceMappingProperties = v.object({
  FunctionName: v.string(),
  EventSourceArn: v.string(),
  BatchSize: v.optional(v.number()),
  Enabled: v.optional(v.boolean()),
  FunctionResponseTypes: v.optional(v.tuple([v.literal('ReportBatchItemFailures')])),
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.optional(v.number()) })),
});

const UrlProperties = v.object({
  AuthType: v.literal('AWS_IAM', 'the local AWS simulates function URLs of AuthType AWS_IAM only'),
  TargetFunctionArn: v.string(),
  InvokeMode: v.optional(v.literal('BUFFERED')),
});

const EventInvokeConfigProperties = v.object({
  FunctionName: v.string(),
  Qualifier: v.literal('$LATEST'),
  MaximumRetryAttempts: v.optional(v.number()),
  MaximumEventAgeInSeconds: v.optional(v.number()),
  DestinationConfig: v.optional(
    v.strictObject({
      OnFailure: v.optional(
        v.strictObject({
          Destination: v.pipe(v.string(), v.regex(/^arn:aws:sqs:/, 'Destination is not a queue')),
        }),
      ),
    }),
  ),
});

/** `AWS::Lambda::Function`, `Permission`, `EventSourceMapping`, `Url` and `EventInvokeConfig`. */
export function lambdaResources(lambda: Lambda): ResourceProviders {
  return {
    'AWS::Lambda::Function': functionProvider(lambda),
    'AWS::Lambda::Permission': permissionProvider(lambda),
    'AWS::Lambda::EventSourceMapping': eventSourceMappingProvider(lambda),
    'AWS::Lambda::Url': urlProvider(lambda),
    'AWS::Lambda::EventInvokeConfig': eventInvokeConfigProvider(lambda),
  };
}

function functionProvider(lambda: Lambda): ResourceProvider {
  const state = (context: ResourceContext, name: string) => ({
    physicalId: name,
    attributes: { Arn: functionArn(context, name) },
  });
  return {
    properties: Object.keys(FunctionProperties.entries),
    withoutLocalEffect: ['Architectures', 'Description', 'PackageType', 'Tags', 'TracingConfig'],
    replacedBy: ['FunctionName'],
    async create(context, properties) {
      const { FunctionName: functionName = context.generateName() } = v.parse(FunctionProperties, properties);
      await lambda.createFunction(context, { functionName, ...functionOptions(context, properties) });
      return state(context, functionName);
    },
    async update(context, name, properties) {
      await lambda.updateFunction(functionArn(context, name), functionOptions(context, properties));
      return state(context, name);
    },
    async delete(context, name) {
      await lambda.deleteFunction(functionArn(context, name));
    },
  };
}

function functionOptions(
  context: ResourceContext,
  properties: Properties,
): Omit<FunctionOptions, 'functionName'> {
  const parsed = v.parse(FunctionProperties, properties);
  const { Code, LoggingConfig } = parsed;
  return {
    codeDirectory: context.resolveAsset(Code.S3Bucket, Code.S3Key),
    handler: parsed.Handler,
    roleArn: parsed.Role,
    runtime: parsed.Runtime,
    environment: parsed.Environment?.Variables,
    timeoutSeconds: parsed.Timeout,
    memoryMegabytes: parsed.MemorySize,
    reservedConcurrency: parsed.ReservedConcurrentExecutions,
    deadLetterQueueArn: parsed.DeadLetterConfig?.TargetArn,
    logGroupName: LoggingConfig?.LogGroup,
    logFormat: LoggingConfig?.LogFormat,
    applicationLogLevel: LoggingConfig?.ApplicationLogLevel,
    systemLogLevel: LoggingConfig?.SystemLogLevel,
  };
}

function permissionProvider(lambda: Lambda): ResourceProvider {
  return {
    properties: Object.keys(PermissionProperties.entries),
    async create(context, properties) {
      const parsed = v.parse(PermissionProperties, properties);
      const statementId = context.generateName(100);
      lambda.addPermission(resolveFunctionArn(context, parsed.FunctionName), statementId, {
        action: parsed.Action,
        principal: parsed.Principal,
        sourceArn: parsed.SourceArn,
        sourceAccount: parsed.SourceAccount,
        principalOrgId: parsed.PrincipalOrgID,
        functionUrlAuthType: parsed.FunctionUrlAuthType,
        invokedViaFunctionUrl: parsed.InvokedViaFunctionUrl,
      });
      return { physicalId: statementId, attributes: { Id: statementId } };
    },
    async delete(context, statementId, properties) {
      const { FunctionName } = v.parse(PermissionProperties, properties);
      lambda.removePermission(resolveFunctionArn(context, FunctionName), statementId);
    },
  };
}

function eventSourceMappingProvider(lambda: Lambda): ResourceProvider {
  const options = (context: ResourceContext, properties: Properties): EventSourceMappingOptions => {
    const parsed = v.parse(EventSourceMappingProperties, properties);
    return {
      functionArn: resolveFunctionArn(context, parsed.FunctionName),
      eventSourceArn: parsed.EventSourceArn,
      batchSize: parsed.BatchSize,
      enabled: parsed.Enabled,
      reportBatchItemFailures: parsed.FunctionResponseTypes !== undefined,
      maximumConcurrency: parsed.ScalingConfig?.MaximumConcurrency,
    };
  };
  const state = (id: string) => ({ physicalId: id, attributes: { Id: id } });
  return {
    properties: Object.keys(EventSourceMappingProperties.entries),
    withoutLocalEffect: ['Tags'],
    replacedBy: ['EventSourceArn'],
    async create(context, properties) {
      return state(lambda.createEventSourceMapping(options(context, properties)));
    },
    async update(context, id, properties) {
      lambda.updateEventSourceMapping(id, options(context, properties));
      return state(id);
    },
    async delete(_context, id) {
      lambda.deleteEventSourceMapping(id);
    },
  };
}

function urlProvider(lambda: Lambda): ResourceProvider {
  return {
    properties: Object.keys(UrlProperties.entries),
    async create(context, properties) {
      const arn = resolveFunctionArn(context, v.parse(UrlProperties, properties).TargetFunctionArn);
      const url = await lambda.createFunctionUrl(arn);
      return { physicalId: arn, attributes: { FunctionArn: arn, FunctionUrl: url } };
    },
    async delete(_context, arn) {
      await lambda.deleteFunctionUrl(arn);
    },
  };
}

function eventInvokeConfigProvider(lambda: Lambda): ResourceProvider {
  const apply = async (context: ResourceContext, properties: Properties) => {
    const parsed = v.parse(EventInvokeConfigProperties, properties);
    lambda.configureAsyncInvocation(resolveFunctionArn(context, parsed.FunctionName), {
      maximumRetryAttempts: parsed.MaximumRetryAttempts,
      maximumEventAgeSeconds: parsed.MaximumEventAgeInSeconds,
      onFailureQueueArn: parsed.DestinationConfig?.OnFailure?.Destination,
    });
    return { physicalId: `${parsed.FunctionName}|${parsed.Qualifier}`, attributes: {} };
  };
  return {
    properties: Object.keys(EventInvokeConfigProperties.entries),
    replacedBy: ['FunctionName', 'Qualifier'],
    create: apply,
    update: (context, _physicalId, properties) => apply(context, properties),
    async delete(context, _physicalId, properties) {
      const { FunctionName } = v.parse(EventInvokeConfigProperties, properties);
      lambda.configureAsyncInvocation(resolveFunctionArn(context, FunctionName), undefined);
    },
  };
}
