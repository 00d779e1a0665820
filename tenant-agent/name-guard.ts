import type { CustomResourceRequest, CustomResourceResult } from '../registrar/runtime/custom-resource.ts';
import { nameIn, tenantOf } from './announcement.ts';

const PHYSICAL_ID_PREFIX = 'tenant-name/';

/** The tenant's name would change, and nobody has said that it is to. */
export class RenameRefusedError extends Error {
  override readonly name = 'RenameRefused';
}

/**
 * Answers for the resource that everything with the tenant's name in it depends on. A stack deployed with another
 * tenant's name by mistake fails here, before the access role trusts another name and before anything is announced.
 *
 * @throws RenameRefusedError
 */
export function guardName(request: CustomResourceRequest): CustomResourceResult {
  const { RequestType, PhysicalResourceId = PHYSICAL_ID_PREFIX } = request;
  if (RequestType === 'Delete') return { physicalResourceId: PhysicalResourceId };
  assertNameIsMeant(request);
  return { physicalResourceId: `${PHYSICAL_ID_PREFIX}${tenantOf(request) ?? ''}` };
}

/**
 * Lets a name change only to follow the property `renamedFrom`, which must be the name before, or back again.
 *
 * The name before is the one in the physical id: when a deployment fails, CloudFormation takes it back with an Update,
 * whose old properties are those that failed. A rename that is taken back has its way back in those: it came from the
 * name that it goes to.
 *
 * @throws RenameRefusedError
 */
export function assertNameIsMeant(request: CustomResourceRequest): void {
  const { PhysicalResourceId, ResourceProperties, OldResourceProperties: undone = {} } = request;
  const before = nameIn(PhysicalResourceId);
  const tenantId = tenantOf(request);
  if (before === undefined || tenantId === undefined || before === tenantId) return;
  if (ResourceProperties.renamedFrom === before) return;
  if (undone.tenantId === before && undone.renamedFrom === tenantId) return;
  throw new RenameRefusedError(
    `This account is the tenant ${before}; deployed as ${tenantId} it would not be ${before} any longer. ` +
      `If ${tenantId} is another account's, use that account's credentials. To rename the tenant, deploy with -c renamedFrom=${before}.`,
  );
}
