import type { EventName, RegistrationDetail } from '../registrar/contract/registration-event.ts';
import { isTenantId } from '../registrar/contract/tenant-id.ts';
import type { CustomResourceRequest } from '../registrar/runtime/custom-resource.ts';

/** The account and Region of the agent, and the role of its delivery stream. */
export interface AgentHome {
  readonly accountId: string;
  readonly region: string;
  readonly deliveryStreamRoleArn: string;
}

export interface Announcement {
  readonly detail: RegistrationDetail;
  /** The envelope's time, in whole seconds as EventBridge delivers it. */
  readonly time: Date;
}

/**
 * The announcement of the tenant at `now`, in milliseconds since the epoch. To repeat it later, send the same
 * announcement again: it keeps its place in the order and cannot undo an announcement made in between.
 */
export function announce(eventName: EventName, tenantId: string, home: AgentHome, now: number): Announcement {
  return {
    detail: { tenantId, ...home, eventName, sequence: now },
    time: new Date(Math.floor(now / 1000) * 1000),
  };
}

const PHYSICAL_ID_PREFIX = 'tenant-registration/';

/**
 * The physical id contains the tenantId, so a rename is a replacement, after which CloudFormation deletes the old name.
 */
export function physicalIdOf(tenantId: string): string {
  return `${PHYSICAL_ID_PREFIX}${tenantId}`;
}

/** The tenantId in a physical id of the agent's resources; undefined for another id. */
export function nameIn(physicalId = ''): string | undefined {
  const name = physicalId.slice(physicalId.lastIndexOf('/') + 1);
  return name !== physicalId && isTenantId(name) ? name : undefined;
}

/**
 * The tenant of a request. On Delete it is the one in the physical id, because after a rename the old name is deleted;
 * otherwise, and for an id of another form, the one in the properties. Undefined when there is none.
 */
export function tenantOf(request: CustomResourceRequest): string | undefined {
  const { RequestType, PhysicalResourceId = '', ResourceProperties } = request;
  if (RequestType === 'Delete' && PhysicalResourceId.startsWith(PHYSICAL_ID_PREFIX))
    return nameIn(PhysicalResourceId);
  const { tenantId } = ResourceProperties;
  return isTenantId(tenantId) ? tenantId : undefined;
}
