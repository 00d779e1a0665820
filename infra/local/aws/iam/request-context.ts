import type { Caller } from '../core/caller.ts';
import type { RequestPrincipal } from './policy/principal.ts';

/** The caller for a `Principal` element. */
export function requestPrincipal(caller: Caller): RequestPrincipal {
  switch (caller.kind) {
    case 'service':
      return { kind: 'service', service: caller.service };
    case 'user':
      return { kind: 'aws', accountId: caller.accountId, arn: caller.arn };
    case 'role':
      return {
        kind: 'aws',
        accountId: caller.accountId,
        arn: caller.arn,
        roleArn: caller.roleArn,
        roleId: caller.roleId,
      };
  }
}

/** The "AWS global condition context keys" that follow from the caller and the resource's owner. */
export function globalContext(
  caller: Caller,
  resourceAccountId: string,
  organizationOf: (accountId: string) => string | undefined,
): Record<string, string> {
  const context = {
    'aws:ResourceAccount': resourceAccountId,
    'aws:ResourceOrgID': organizationOf(resourceAccountId),
    // The loopback connection counts as TLS.
    'aws:SecureTransport': 'true',
    ...principalContext(caller, organizationOf),
  };
  return Object.fromEntries(
    Object.entries(context).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function principalContext(
  caller: Caller,
  organizationOf: (accountId: string) => string | undefined,
): Record<string, string | undefined> {
  if (caller.kind === 'service') {
    return {
      'aws:PrincipalIsAWSService': 'true',
      'aws:PrincipalServiceName': caller.service,
      'aws:SourceAccount': caller.sourceAccount,
      'aws:SourceArn': caller.sourceArn,
      'aws:SourceOrgID': caller.sourceAccount && organizationOf(caller.sourceAccount),
    };
  }
  const shared = {
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalOrgID': organizationOf(caller.accountId),
  };
  if (caller.kind === 'user') {
    const userName = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
    return {
      ...shared,
      'aws:PrincipalArn': caller.arn,
      'aws:PrincipalType': 'User',
      'aws:username': userName,
      'aws:userid': caller.userId,
    };
  }
  return {
    ...shared,
    'aws:PrincipalArn': caller.roleArn,
    'aws:PrincipalType': 'AssumedRole',
    'aws:userid': `${caller.roleId}:${caller.sessionName}`,
  };
}
