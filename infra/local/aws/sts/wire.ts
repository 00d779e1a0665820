import { AwsError, notSimulated } from '../core/aws-error.ts';
import type { RoleCaller, UserCaller } from '../core/caller.ts';
import { queryService } from '../core/protocols/query-protocol.ts';
import type { SignedRequest, WireService } from '../core/wire-service.ts';
import type { Sts } from './sts.ts';

/** Parameters of AssumeRole that are not simulated; ignoring one could grant more than was asked for. */
const NOT_SIMULATED = [
  'PolicyArns',
  'Tags',
  'TransitiveTagKeys',
  'SerialNumber',
  'TokenCode',
  'SourceIdentity',
  'ProvidedContexts',
];

/** The query protocol of STS. */
export function stsWire(sts: Sts): WireService {
  return queryService({
    scope: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      AssumeRole(parameters, request) {
        const unsupported = [...parameters.keys()].find((key) =>
          NOT_SIMULATED.some((name) => key === name || key.startsWith(`${name}.`)),
        );
        if (unsupported !== undefined) throw notSimulated(`the parameter ${unsupported} of sts:AssumeRole`);
        const [externalId, policy, duration] = ['ExternalId', 'Policy', 'DurationSeconds'].map((name) =>
          parameters.get(name),
        );
        const { session, credentials } = sts.assumeRole(callerOf(request), {
          roleArn: required(parameters, 'RoleArn'),
          roleSessionName: required(parameters, 'RoleSessionName'),
          ...(typeof externalId === 'string' && { externalId }),
          ...(typeof policy === 'string' && { policy }),
          ...(typeof duration === 'string' && { durationSeconds: Number(duration) }),
        });
        return {
          AssumedRoleUser: { AssumedRoleId: userId(session), Arn: session.arn },
          Credentials: {
            AccessKeyId: credentials.accessKeyId,
            SecretAccessKey: credentials.secretAccessKey,
            SessionToken: credentials.sessionToken,
            Expiration: new Date(credentials.expiresAt).toISOString(),
          },
        };
      },
      // A caller needs no permission to ask for its own identity.
      GetCallerIdentity(_parameters, request) {
        const caller = callerOf(request);
        return { Arn: caller.arn, UserId: userId(caller), Account: caller.accountId };
      },
    },
  });
}

function callerOf({ caller }: SignedRequest): UserCaller | RoleCaller {
  if (caller.kind === 'service') throw new Error('A service does not sign requests.');
  return caller;
}

function userId(caller: UserCaller | RoleCaller): string {
  return caller.kind === 'role' ? `${caller.roleId}:${caller.sessionName}` : caller.userId;
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null)
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value null at '${name.charAt(0).toLowerCase()}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  return value;
}
