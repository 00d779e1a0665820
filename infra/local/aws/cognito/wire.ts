import { AwsError } from '../core/aws-error.ts';
import { jsonService } from '../core/protocols/json-protocol.ts';
import type { WireService } from '../core/wire-service.ts';
import type { Kernel } from '../iam/kernel.ts';
import { type AuthorizedPool, clientOperations } from './client-operations.ts';
import type { Cognito } from './cognito.ts';

/** The operations of `cognito-idp` that operators' tools and this repository's functions use. */
export function cognitoWire(cognito: Cognito, { iam, clock }: Kernel): WireService {
  const authorizedPool: AuthorizedPool = (action, input, { caller, region }) => {
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
      ...clientOperations(authorizedPool, () => clock.now()),
      AdminSetUserPassword(input, request) {
        const pool = authorizedPool('AdminSetUserPassword', input, request);
        pool.setPassword(String(input.Username), String(input.Password));
      },
    },
  });
}
