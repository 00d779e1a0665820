import { ACCESS_ROLE_NAME, roleArn } from '../../../registrar/contract/names.ts';
import type { TenantRecord } from '../../../registrar/contract/tenant-record.ts';
import type { AwsAccess } from '../../access/aws-access.ts';
import { assume } from '../../access/aws-access.ts';
import { isDenied } from '../../access/explain-error.ts';
import { tenantsAtLarge } from '../aws.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../check.ts';

const TRUST_ADVICE =
  "The trust policy of the tenant's access role is too wide: deploy the tenant stack again, which admits the router's role with the tenantId as external id only.";

export const operatorAssumes: Check = {
  hop: "Refused: the operator in the tenant's role",
  proves: 'these credentials cannot assume the access role, with or without its external id',
  advice: TRUST_ADVICE,
  async run(context) {
    const { deployment, findings, tenantId } = context;
    const record = findings.get('record');
    for (const ExternalId of [undefined, tenantId]) {
      if (await assumes(deployment.management, accessRoleOf(record, findings.get('outputs')), ExternalId))
        return broken(`It was assumed with external id ${ExternalId ?? '(none)'}.`);
    }
    return ok('AccessDenied twice');
  },
};

export const routerAssumes: Check = {
  hop: "Refused: the router's role with another external id",
  proves: "even the router's role enters a tenant's account under that tenant's id only",
  advice: TRUST_ADVICE,
  async run(context) {
    const { deployment, findings, tenantId } = context;
    const record = findings.get('record');
    const outputs = findings.get('outputs');
    const router = await assume(deployment.management, { RoleArn: outputs.RouterRoleArn }).catch(
      (error: unknown) => {
        if (isDenied(error)) return undefined;
        throw error;
      },
    );
    if (router === undefined)
      return skipped(
        "these credentials may not assume the router's role: deploy the management stack with -c developerPrincipalArns=<your role or user>",
      );
    const own = accessRoleOf(record, outputs);
    if (!(await assumes(router, own, tenantId)))
      return broken('It was refused with the right external id as well.', 'Deploy the tenant stack again.');
    for (const ExternalId of [undefined, `${tenantId}-`, 'another-tenant'])
      if (await assumes(router, own, ExternalId))
        return broken(`It was assumed with external id ${ExternalId ?? '(none)'}.`);
    const other = await anotherTenant(context, record);
    if (other === undefined) return ok('only its own external id opens it; there is no other tenant to try');
    if (await assumes(router, accessRoleOf(other, outputs), tenantId))
      return broken(`The role of ${other.pk} was assumed with the external id of ${tenantId}.`);
    return ok(`only its own external id opens it, and it does not open ${other.pk}`);
  },
};

/** @throws any error but a refusal */
async function assumes(access: AwsAccess, RoleArn: string, ExternalId?: string): Promise<boolean> {
  try {
    await assume(access, { RoleArn, ...(ExternalId !== undefined && { ExternalId }) });
    return true;
  } catch (error) {
    if (isDenied(error)) return false;
    throw error;
  }
}

async function anotherTenant(
  context: VerifyContext,
  { accountId }: TenantRecord,
): Promise<TenantRecord | undefined> {
  return (await tenantsAtLarge(context)).registered.find((tenant) => tenant.accountId !== accountId);
}

function accessRoleOf(
  { accountId }: TenantRecord,
  { RouterRoleArn }: { readonly RouterRoleArn: string },
): string {
  const [, partition = 'aws'] = RouterRoleArn.split(':');
  return roleArn(partition, accountId, ACCESS_ROLE_NAME);
}
