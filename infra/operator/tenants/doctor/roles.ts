import { ACCESS_ROLE_NAME, roleArn } from '../../../../registrar/contract/names.ts';
import { assume } from '../../../access/aws-access.ts';
import { explainError, isDenied } from '../../../access/explain-error.ts';
import { type Operator, partitionOf } from '../../operator.ts';
import type { TenantSummary } from '../tenant-summary.ts';
import type { Diagnosis, Finding } from './finding.ts';
import { inBatches } from './in-batches.ts';

/** Whether the router can assume the access role of each registered tenant, tried with the router's own role. */
export async function roleFindings(
  { access, outputs: { RouterRoleArn }, terminal }: Operator,
  tenants: readonly TenantSummary[],
): Promise<Diagnosis> {
  const router = await assume(access, { RoleArn: RouterRoleArn }, 'operator').catch((error: unknown) => {
    if (isDenied(error)) return undefined;
    throw error;
  });
  if (router === undefined)
    return {
      findings: [],
      skipped:
        "roles, because you may not assume the router's role; deploy the management stack with -c developerPrincipalArns=<your role or user>",
    };
  const registered = tenants.filter(({ registration }) => registration === 'Registered');
  const partition = partitionOf({ RouterRoleArn });
  const findings = await inBatches(
    registered,
    async ({ tenantId, accountId = '' }): Promise<Finding | undefined> => {
      const RoleArn = roleArn(partition, accountId, ACCESS_ROLE_NAME);
      try {
        await assume(router, { RoleArn, ExternalId: tenantId }, 'operator');
        return undefined;
      } catch (error) {
        return {
          check: 'role',
          tenantId,
          seen: `The router cannot assume ${RoleArn} (${explainError(error)}).`,
          advice: 'Deploy the tenant stack again with this tenantId and managementAccountId.',
        };
      }
    },
    (done) => terminal.printError(`  roles: ${done} of ${registered.length}`),
  );
  return { findings };
}
