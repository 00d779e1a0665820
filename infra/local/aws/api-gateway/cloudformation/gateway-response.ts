import * as v from 'valibot';
import type { Properties, ResourceProvider } from '../../cloudformation/resource-provider.ts';
import { notSimulated } from '../../core/aws-error.ts';
import type { ApiGateway } from '../api-gateway.ts';

const GatewayResponseProperties = v.object({
  RestApiId: v.string(),
  ResponseType: v.string(),
  StatusCode: v.optional(v.pipe(v.string(), v.regex(/^[1-5]\d\d$/), v.transform(Number))),
  ResponseParameters: v.optional(v.record(v.string(), v.string()), {}),
  ResponseTemplates: v.optional(v.record(v.string(), v.string()), {}),
});

const HEADER_PREFIX = 'gatewayresponse.header.';

/** `AWS::ApiGateway::GatewayResponse` */
export function gatewayResponseProvider(apiGateway: ApiGateway): ResourceProvider {
  const put = (properties: Properties) => {
    const parsed = v.parse(GatewayResponseProperties, properties);
    const { RestApiId, ResponseType } = parsed;
    apiGateway.definition(RestApiId).putGatewayResponse(ResponseType, {
      statusCode: parsed.StatusCode,
      headers: headersOf(parsed.ResponseParameters),
      templates: parsed.ResponseTemplates,
    });
    return { physicalId: `${RestApiId}-${ResponseType}`, attributes: { Id: `${RestApiId}-${ResponseType}` } };
  };
  return {
    properties: Object.keys(GatewayResponseProperties.entries),
    replacedBy: ['ResponseType', 'RestApiId'],
    async create(_context, properties) {
      return put(properties);
    },
    async update(_context, _physicalId, properties) {
      return put(properties);
    },
    async delete(_context, _physicalId, properties) {
      const { RestApiId, ResponseType } = v.parse(GatewayResponseProperties, properties);
      apiGateway.definition(RestApiId).gatewayResponses.delete(ResponseType);
    },
  };
}

function headersOf(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (!name.startsWith(HEADER_PREFIX)) throw notSimulated(`the gateway response parameter ${name}`);
      return [name.slice(HEADER_PREFIX.length), value];
    }),
  );
}
