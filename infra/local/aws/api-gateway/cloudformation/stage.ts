import * as v from 'valibot';
import type { Properties, ResourceProvider } from '../../cloudformation/resource-provider.ts';
import type { ApiGateway } from '../api-gateway.ts';
import type { StageOptions } from '../stage.ts';

const MethodSetting = v.strictObject({
  ResourcePath: v.optional(v.string(), '/*'),
  HttpMethod: v.optional(v.string(), '*'),
  ThrottlingRateLimit: v.optional(v.number()),
  ThrottlingBurstLimit: v.optional(v.number()),
  // Execution logs and metrics are read by nothing here; caches are not simulated.
  CachingEnabled: v.optional(v.literal(false)),
  DataTraceEnabled: v.optional(v.boolean()),
  LoggingLevel: v.optional(v.string()),
  MetricsEnabled: v.optional(v.boolean()),
});

const StageProperties = v.object({
  RestApiId: v.string(),
  StageName: v.string(),
  DeploymentId: v.string(),
  MethodSettings: v.optional(v.array(MethodSetting), []),
  AccessLogSetting: v.optional(v.strictObject({ DestinationArn: v.string(), Format: v.string() })),
  Variables: v.optional(v.record(v.string(), v.string()), {}),
});

/** `AWS::ApiGateway::Stage` */
export function stageProvider(apiGateway: ApiGateway): ResourceProvider {
  return {
    properties: Object.keys(StageProperties.entries),
    withoutLocalEffect: ['Description', 'Tags', 'TracingEnabled'],
    replacedBy: ['RestApiId', 'StageName'],
    async create(_context, properties) {
      const { RestApiId, StageName } = v.parse(StageProperties, properties);
      await apiGateway.createStage(RestApiId, StageName, optionsOf(properties));
      return { physicalId: StageName, attributes: {} };
    },
    async update(_context, stageName, properties) {
      const { RestApiId } = v.parse(StageProperties, properties);
      apiGateway.updateStage(RestApiId, stageName, optionsOf(properties));
      return { physicalId: stageName, attributes: {} };
    },
    async delete(_context, stageName, properties) {
      await apiGateway.deleteStage(v.parse(StageProperties, properties).RestApiId, stageName);
    },
  };
}

function optionsOf(properties: Properties): StageOptions {
  const parsed = v.parse(StageProperties, properties);
  const { AccessLogSetting: accessLog } = parsed;
  return {
    deploymentId: parsed.DeploymentId,
    methodSettings: parsed.MethodSettings.map((setting) => ({
      // Templates write the slashes of a path as `~1`: `/~1{tenantId}~1{action}`.
      resourcePath: setting.ResourcePath.replace(/^\/~1/, '/').replaceAll('~1', '/'),
      httpMethod: setting.HttpMethod,
      throttlingRateLimit: setting.ThrottlingRateLimit,
      throttlingBurstLimit: setting.ThrottlingBurstLimit,
    })),
    accessLog: accessLog && { logGroupArn: accessLog.DestinationArn, format: accessLog.Format },
    variables: parsed.Variables,
  };
}
