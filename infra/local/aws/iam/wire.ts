import { AwsError } from '../core/aws-error.ts';
import { queryService } from '../core/protocols/query-protocol.ts';
import { homeOf, type WireService } from '../core/wire-service.ts';
import type { Iam } from './iam.ts';

/** IAM's query protocol, for reading a role: "GetRole" of its API reference. */
export function iamWire(iam: Iam): WireService {
  return queryService({
    scope: 'iam',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {
      GetRole(parameters, request) {
        const { accountId } = homeOf(request);
        const name = parameters.get('RoleName') ?? '';
        if (!/^[\w+=,.@-]{1,64}$/.test(name))
          throw new AwsError(
            'ValidationError',
            'The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
          );
        iam.authorize({
          caller: request.caller,
          action: 'iam:GetRole',
          resource: `arn:aws:iam::${accountId}:role/${name}`,
          resourceAccountId: accountId,
        });
        const role = iam.findRole(accountId, name);
        return {
          Role: {
            Path: role.path,
            RoleName: role.roleName,
            RoleId: role.roleId,
            Arn: role.arn,
            // "Policies returned by this operation are URL-encoded compliant with RFC 3986".
            AssumeRolePolicyDocument: encodeURIComponent(
              JSON.stringify(iam.nameRolesByArn(role.assumeRolePolicy)),
            ),
            Description: role.description,
            MaxSessionDuration: role.maxSessionDurationSeconds,
          },
        };
      },
    },
  });
}
