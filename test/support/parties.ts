import {
  LOCAL_ACCOUNTS,
  LOCAL_ORGANIZATION_ID,
  type RoleCaller,
} from '@pinpoint-tenant-router/local-aws/accounts';
import type { PolicyDocument, Statement } from '@pinpoint-tenant-router/local-aws/decisions';
import { LOCAL_TENANTS, type LocalSystem, type LocalTenant } from '../../infra/local/system/local-system.ts';

export const MANAGEMENT = LOCAL_ACCOUNTS.management;

export const [ACME, GLOBEX] = LOCAL_TENANTS as readonly [LocalTenant, LocalTenant];

/** An account of the organization without a tenant stack: who calls from it is a partner, or an intruder. */
export const PARTNER = {
  accountId: '555555555555',
  region: 'us-east-1',
  accessKeyId: 'AKIALOCALPARTNER0000',
  secretAccessKey: 'local-partner-secret',
  organizationId: LOCAL_ORGANIZATION_ID,
} as const;

/** Outside the organization. */
export const STRANGER = {
  accountId: '999999999999',
  region: 'us-east-1',
  accessKeyId: 'AKIALOCALSTRANGER000',
  secretAccessKey: 'local-stranger-secret',
} as const;

/** A free account of the organization for a tenant that comes and goes. */
export const NEWCOMER: LocalTenant = { tenantId: 'initech', accountId: '444444444444', region: 'us-west-2' };

/** The role in the partner's account that may call the function URL, for every tenant. */
export const URL_CALLER_ROLE = 'Notifier';

/** The role in the partner's account that may call the function URL, for tenants that bind it. */
export const BOUND_URL_CALLER_ROLE = 'Reporting';

/** The bucket of acme's account that holds what it sends; every tenant stack names it. */
export const MEDIA_BUCKET = 'acme-media';

/** A role of acme's own that may be given to event destinations. */
export const PASSABLE_ROLE_ARN = `arn:aws:iam::${ACME.accountId}:role/OwnEvents`;

/** A session of a role in the partner's account whose own policy lets it call anything of Lambda. */
export function partnerRole(system: LocalSystem, roleName: string): RoleCaller {
  return roleSession(system, PARTNER.accountId, roleName, [
    'lambda:InvokeFunctionUrl',
    'lambda:InvokeFunction',
  ]);
}

/** A session of a role whose own policy allows the actions on everything. */
export function roleSession(
  system: LocalSystem,
  accountId: string,
  roleName: string,
  actions: readonly string[],
): RoleCaller {
  const { iam } = system.aws.kernel;
  const arn = `arn:aws:iam::${accountId}:role/${roleName}`;
  const service = 'ec2.amazonaws.com';
  if (!iam.hasRole(arn))
    iam.createRole(accountId, {
      roleName,
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
      }),
      policies: { Own: policy({ Effect: 'Allow', Action: actions, Resource: '*' }) },
    });
  return iam.assumeRoleAsService(service, arn);
}

function policy(statement: Statement): PolicyDocument {
  return { Version: '2012-10-17', Statement: statement };
}
