import * as v from 'valibot';
import type {
  Properties,
  ResourceContext,
  ResourceProvider,
  ResourceProviders,
} from '../../cloudformation/resource-provider.ts';
import type { ApiGateway } from '../api-gateway.ts';
import { newId } from '../api-gateway.ts';
import type { ApiMethod } from '../definition.ts';
import { functionOfUri, methodKey } from '../definition.ts';
import { gatewayResponseProvider } from './gateway-response.ts';
import { stageProvider } from './stage.ts';

/** The `AWS::ApiGateway` types of a REST API with function integrations. */
export function apiGatewayResources(apiGateway: ApiGateway): ResourceProviders {
  return {
    'AWS::ApiGateway::Account': accountProvider(apiGateway),
    'AWS::ApiGateway::Authorizer': authorizerProvider(apiGateway),
    'AWS::ApiGateway::Deployment': deploymentProvider(apiGateway),
    'AWS::ApiGateway::GatewayResponse': gatewayResponseProvider(apiGateway),
    'AWS::ApiGateway::Method': methodProvider(apiGateway),
    'AWS::ApiGateway::Resource': resourceProvider(apiGateway),
    'AWS::ApiGateway::RestApi': restApiProvider(apiGateway),
    'AWS::ApiGateway::Stage': stageProvider(apiGateway),
  };
}

const RestApiProperties = v.object({ BinaryMediaTypes: v.optional(v.array(v.string()), []) });

function restApiProvider(apiGateway: ApiGateway): ResourceProvider {
  const apply = (apiId: string, properties: Properties) => {
    const definition = apiGateway.definition(apiId);
    definition.binaryMediaTypes = v.parse(RestApiProperties, properties).BinaryMediaTypes;
    return {
      physicalId: apiId,
      attributes: { RestApiId: apiId, RootResourceId: definition.rootResourceId },
    };
  };
  return {
    properties: ['BinaryMediaTypes'],
    withoutLocalEffect: ['Description', 'EndpointConfiguration', 'Name', 'Tags'],
    async create(context, properties) {
      return apply(apiGateway.createRestApi(context), properties);
    },
    async update(_context, apiId, properties) {
      return apply(apiId, properties);
    },
    async delete(_context, apiId) {
      await apiGateway.deleteRestApi(apiId);
    },
  };
}

const ResourceProperties = v.object({ RestApiId: v.string(), ParentId: v.string(), PathPart: v.string() });

function resourceProvider(apiGateway: ApiGateway): ResourceProvider {
  return {
    properties: Object.keys(ResourceProperties.entries),
    async create(_context, properties) {
      const { RestApiId, ParentId, PathPart } = v.parse(ResourceProperties, properties);
      const id = newId(6);
      apiGateway.definition(RestApiId).addResource(id, ParentId, PathPart);
      return { physicalId: id, attributes: { ResourceId: id } };
    },
    async delete(_context, id, properties) {
      apiGateway.definition(v.parse(ResourceProperties, properties).RestApiId).resources.delete(id);
    },
  };
}

const MethodProperties = v.object({
  RestApiId: v.string(),
  ResourceId: v.string(),
  HttpMethod: v.string(),
  AuthorizationType: v.picklist(['NONE', 'COGNITO_USER_POOLS']),
  AuthorizerId: v.optional(v.string()),
  AuthorizationScopes: v.optional(v.array(v.string()), []),
  Integration: v.strictObject({
    Type: v.literal('AWS_PROXY'),
    // The gateway always invokes a function with POST.
    IntegrationHttpMethod: v.literal('POST'),
    Uri: v.string(),
    TimeoutInMillis: v.optional(v.pipe(v.number(), v.minValue(50), v.maxValue(29_000)), 29_000),
  }),
});

function methodProvider(apiGateway: ApiGateway): ResourceProvider {
  const put = (properties: Properties) => {
    const { RestApiId, ResourceId, HttpMethod } = v.parse(MethodProperties, properties);
    apiGateway.definition(RestApiId).putMethod(ResourceId, methodOf(properties));
    return { physicalId: `${RestApiId}-${ResourceId}-${HttpMethod}`, attributes: {} };
  };
  return {
    properties: Object.keys(MethodProperties.entries),
    // Required request parameters are checked by a request validator only.
    withoutLocalEffect: ['ApiKeyRequired', 'OperationName', 'RequestParameters'],
    replacedBy: ['HttpMethod', 'ResourceId', 'RestApiId'],
    async create(_context, properties) {
      return put(properties);
    },
    async update(_context, _physicalId, properties) {
      return put(properties);
    },
    async delete(_context, _physicalId, properties) {
      const { RestApiId, ResourceId, HttpMethod } = v.parse(MethodProperties, properties);
      apiGateway.definition(RestApiId).methods.delete(methodKey(ResourceId, HttpMethod));
    },
  };
}

function methodOf(properties: Properties): ApiMethod {
  const parsed = v.parse(MethodProperties, properties);
  const { AuthorizationType, AuthorizerId = '', AuthorizationScopes: scopes } = parsed;
  return {
    httpMethod: parsed.HttpMethod,
    authorization: AuthorizationType === 'NONE' ? undefined : { authorizerId: AuthorizerId, scopes },
    functionArn: functionOfUri(parsed.Integration.Uri),
    timeoutMilliseconds: parsed.Integration.TimeoutInMillis,
  };
}

const AuthorizerProperties = v.object({
  RestApiId: v.string(),
  Name: v.string(),
  Type: v.literal('COGNITO_USER_POOLS'),
  IdentitySource: v.pipe(v.string(), v.regex(/^method\.request\.header\.[\w-]+$/)),
  ProviderARNs: v.array(v.string()),
});

function authorizerProvider(apiGateway: ApiGateway): ResourceProvider {
  const put = (id: string, properties: Properties) => {
    const { RestApiId, Name, IdentitySource, ProviderARNs } = v.parse(AuthorizerProperties, properties);
    apiGateway.definition(RestApiId).authorizers.set(id, {
      name: Name,
      headerName: IdentitySource.replace('method.request.header.', '').toLowerCase(),
      userPoolArns: ProviderARNs,
    });
    return { physicalId: id, attributes: { AuthorizerId: id } };
  };
  return {
    properties: Object.keys(AuthorizerProperties.entries),
    withoutLocalEffect: ['AuthorizerResultTtlInSeconds', 'AuthType'],
    replacedBy: ['RestApiId'],
    async create(_context, properties) {
      return put(newId(6), properties);
    },
    async update(_context, id, properties) {
      return put(id, properties);
    },
    async delete(_context, id, properties) {
      apiGateway.definition(v.parse(AuthorizerProperties, properties).RestApiId).authorizers.delete(id);
    },
  };
}

const DeploymentProperties = v.object({ RestApiId: v.string() });

function deploymentProvider(apiGateway: ApiGateway): ResourceProvider {
  return {
    properties: Object.keys(DeploymentProperties.entries),
    withoutLocalEffect: ['Description'],
    replacedBy: ['RestApiId'],
    async create(_context, properties) {
      const id = apiGateway.createDeployment(v.parse(DeploymentProperties, properties).RestApiId);
      return { physicalId: id, attributes: { DeploymentId: id } };
    },
    // Only the description can be updated; the copy is unchanged.
    async update(_context, id) {
      return { physicalId: id, attributes: { DeploymentId: id } };
    },
    async delete(_context, id, properties) {
      apiGateway.deleteDeployment(v.parse(DeploymentProperties, properties).RestApiId, id);
    },
  };
}

const AccountProperties = v.object({ CloudWatchRoleArn: v.string() });

function accountProvider(apiGateway: ApiGateway): ResourceProvider {
  const set = (context: ResourceContext, properties: Properties) => {
    apiGateway.setLoggingRole(context, v.parse(AccountProperties, properties).CloudWatchRoleArn);
  };
  return {
    properties: Object.keys(AccountProperties.entries),
    async create(context, properties) {
      set(context, properties);
      const id = context.generateName();
      return { physicalId: id, attributes: { Id: id } };
    },
    async update(context, id, properties) {
      set(context, properties);
      return { physicalId: id, attributes: { Id: id } };
    },
    // CloudFormation does not reset the account's setting.
    async delete() {},
  };
}
