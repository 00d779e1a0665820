import { notSimulated } from '../core/aws-error.ts';
import {
  jsonReply,
  operationOfTarget,
  parseJsonObject,
  renderJsonError,
} from '../core/protocols/json-protocol.ts';
import type { WireService } from '../core/wire-service.ts';
import type { DynamoDb } from './dynamodb.ts';

export function dynamoDbWire(dynamoDb: DynamoDb): WireService {
  return {
    scope: 'dynamodb',
    operationOf: operationOfTarget,
    async handle(request) {
      const { caller, region } = request;
      if (caller.kind === 'service') throw notSimulated('a service that signs requests');
      const home = { accountId: caller.accountId, region };
      const input = parseJsonObject(request.body);
      return jsonReply(await dynamoDb.execute(caller, home, operationOfTarget(request), input), '1.0');
    },
    renderError: (error, requestId) => renderJsonError(error, requestId, '1.0'),
  };
}
