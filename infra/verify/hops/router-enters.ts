import { ACCESS_ROLE_NAME, ROUTER_ROLE_NAME } from '../../../registrar/contract/names.ts';
import { broken, type Check, ok, skipped, type VerifyContext } from '../check.ts';
import { accessRoleOf, assumes, ROUTER_HINT, routerSession } from '../requests/access-role.ts';
import { admitsByExternalId, roleTrust } from '../requests/role-trust.ts';

const TRUST = `its trust policy must admit ${ROUTER_ROLE_NAME} with the tenantId as external id: deploy the tenant stack again, with the managementAccountId of this account.`;
const ORGANIZATION = `the policy of ${ROUTER_ROLE_NAME} allows sts:AssumeRole where aws:ResourceOrgID is the context organizationId: compare that with the organization of the tenant's account (aws organizations describe-organization, there). Where they are the same, AWS does not send the key with AssumeRole: take the condition out of infra/constructs/api/router-function.ts, deploy, and tell the maintainers.`;

export const routerEnters: Check = {
  hop: "Router in the tenant's role",
  proves: "AWS sends aws:ResourceOrgID with AssumeRole across accounts: the router's Allow requires it",
  advice: `The access role or the router's. Of the former, ${TRUST} Of the latter, ${ORGANIZATION}`,
  async run(context) {
    const { findings, tenantId } = context;
    const record = findings.get('record');
    const outputs = findings.get('outputs');
    const router = await routerSession(context);
    if (router === undefined) return skipped(ROUTER_HINT);
    if (await assumes(router, accessRoleOf(record, outputs), tenantId)) {
      findings.add({ routerEntered: true });
      return ok(`assumed ${ACCESS_ROLE_NAME} in ${record.accountId}, with its external id`);
    }
    const trusted = await isTrusted(context);
    const seen = `AccessDenied for ${ACCESS_ROLE_NAME} in ${record.accountId}, with its external id`;
    if (trusted === undefined) return broken(`${seen}.`);
    return trusted
      ? broken(
          `${seen}, though the role trusts the router.`,
          `The role's trust policy is right, so ${ORGANIZATION}`,
        )
      : broken(`${seen}: the role does not trust the router so.`, `Of the access role, ${TRUST}`);
  },
};

/** Undefined when the role's account cannot be read. */
async function isTrusted({ deployment, findings, tenantId }: VerifyContext): Promise<boolean | undefined> {
  const tenant = deployment.tenant(findings.get('record'));
  if (tenant === undefined) return undefined;
  const trust = await roleTrust(tenant, ACCESS_ROLE_NAME);
  return trust && admitsByExternalId(trust, findings.get('outputs').RouterRoleArn, tenantId);
}
