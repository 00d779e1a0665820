import type { TenantRecord } from '../../../../registrar/contract/tenant-record.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../../check.ts';
import { accessRoleOf, assumes, ROUTER_HINT, routerSession } from '../../requests/access-role.ts';
import { tenantsAtLarge } from '../../requests/aws.ts';

const TRUST_ADVICE =
  "The trust policy of the tenant's access role is too wide: deploy the tenant stack again; its template admits only the router's role, with the tenantId as external id.";

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
  proves: "even the router's role can assume a tenant's role only with that tenant's id as external id",
  advice: TRUST_ADVICE,
  async run(context) {
    const { findings, tenantId } = context;
    const record = findings.get('record');
    const outputs = findings.get('outputs');
    const router = await routerSession(context);
    if (router === undefined) return skipped(ROUTER_HINT);
    // Refusals say nothing of a role that refuses the right external id as well.
    findings.get('routerEntered');
    const own = accessRoleOf(record, outputs);
    for (const ExternalId of [undefined, `${tenantId}-`, 'another-tenant'])
      if (await assumes(router, own, ExternalId))
        return broken(`It was assumed with external id ${ExternalId ?? '(none)'}.`);
    const other = await anotherTenant(context, record);
    if (other === undefined)
      return ok('it can be assumed only with its own external id; there is no other tenant to try');
    if (await assumes(router, accessRoleOf(other, outputs), tenantId))
      return broken(`The role of ${other.pk} was assumed with the external id of ${tenantId}.`);
    return ok(`it can be assumed only with its own external id, and ${other.pk} cannot be assumed with that`);
  },
};

async function anotherTenant(
  context: VerifyContext,
  { accountId }: TenantRecord,
): Promise<TenantRecord | undefined> {
  return (await tenantsAtLarge(context)).registered.find((tenant) => tenant.accountId !== accountId);
}
