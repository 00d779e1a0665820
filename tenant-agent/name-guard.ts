import type { CustomResourceRequest, CustomResourceResult } from '../registrar/runtime/custom-resource.ts';
import { nameIn, tenantOf } from './announcement.ts';

const PHYSICAL_ID_PREFIX = 'tenant-name/';

/** The tenant's name would change without `renamedFrom`. */
export class RenameRefusedError extends Error {
  override readonly name = 'RenameRefused';
}

/**
 * Handles the resource that everything containing the tenant's name depends on. A stack deployed with another tenant's
 * name by mistake fails here, before the access role trusts another name and before anything is announced.
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
 * Allows a change of name only when the property `renamedFrom` is the previous name, or when a rename is rolled back.
 *
 * The previous name is the one in the physical id. CloudFormation rolls a failed deployment back with an Update whose
 * old properties are those that failed: their `renamedFrom` is then the name to which the rollback returns.
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
    `This account is the tenant ${before}, and this deployment would rename it to ${tenantId}. ` +
      `If ${tenantId} belongs to another account, use that account's credentials. To rename the tenant, deploy with -c renamedFrom=${before}.`,
  );
}
