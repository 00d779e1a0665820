import { AwsError } from '../core/aws-error.ts';
import type { JsonObject } from '../core/protocols/json-protocol.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Cognito } from './cognito.ts';
import type { UserPool } from './user-pool.ts';

/** The operations of `cognito-idp` that operators' tools and this repository's functions use. */
export function cognitoWire(cognito: Cognito, { iam }: Kernel): WireService {
  const authorizedPool = (action: string, input: JsonObject, { caller, region }: SignedRequest): UserPool => {
    const pool = cognito.userPool(String(input.UserPoolId));
    const { home } = pool;
    if (caller.kind === 'service' || caller.accountId !== home.accountId || region !== home.region)
      throw new AwsError('ResourceNotFoundException', `User pool ${pool.id} does not exist.`);
    iam.authorize({
      caller,
      action: `cognito-idp:${action}`,
      resource: pool.arn,
      resourceAccountId: home.accountId,
    });
    return pool;
  };
  return jsonService({
    scope: 'cognito-idp',
    targetPrefix: 'AWSCognitoIdentityProviderService',
    version: '1.1',
    operations: {
      DescribeUserPoolClient(input, request) {
        const pool = authorizedPool('DescribeUserPoolClient', input, request);
        const client = pool.client(String(input.ClientId));
        return {
          UserPoolClient: {
            UserPoolId: pool.id,
            ClientId: client.clientId,
            ClientName: client.clientName,
            ClientSecret: client.clientSecret,
            AllowedOAuthFlows: client.allowedOAuthFlows,
            AllowedOAuthScopes: client.allowedOAuthScopes,
          },
        };
      },
      AdminSetUserPassword(input, request) {
        const pool = authorizedPool('AdminSetUserPassword', input, request);
        pool.setPassword(String(input.Username), String(input.Password));
      },
    },
  });
}
