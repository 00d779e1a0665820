import type { EventName, RegistrationDetail } from '../registrar/contract/registration-event.ts';
import { isTenantId } from '../registrar/contract/tenant-id.ts';
import type { CustomResourceRequest } from '../registrar/runtime/custom-resource.ts';

/** The account and Region the agent runs in, and the role its Firehose delivers with. */
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
 * What the agent says of its tenant at `now`, in milliseconds since the epoch. Saying it again later means sending
 * the same announcement again: it keeps its place in the order, so that it cannot undo what was said in between.
 */
export function announce(eventName: EventName, tenantId: string, home: AgentHome, now: number): Announcement {
  return {
    detail: { tenantId, ...home, eventName, sequence: now },
    time: new Date(Math.floor(now / 1000) * 1000),
  };
}

const PHYSICAL_ID_PREFIX = 'tenant-registration/';

/** Follows the tenantId: a rename is a replacement, after which CloudFormation deletes the old name. */
export function physicalIdOf(tenantId: string): string {
  return `${PHYSICAL_ID_PREFIX}${tenantId}`;
}

/** The tenantId in a physical id of the agent's resources; undefined when there is none. */
export function nameIn(physicalId = ''): string | undefined {
  const name = physicalId.slice(physicalId.lastIndexOf('/') + 1);
  return name !== physicalId && isTenantId(name) ? name : undefined;
}

/**
 * The tenant that a request is about: on Delete the one in the physical id, because after a rename the old name is
 * to go; otherwise, and for a physical id that is not ours, the one in the properties. Undefined when there is none.
 */
export function tenantOf(request: CustomResourceRequest): string | undefined {
  const { RequestType, PhysicalResourceId = '', ResourceProperties } = request;
  if (RequestType === 'Delete' && PhysicalResourceId.startsWith(PHYSICAL_ID_PREFIX))
    return nameIn(PhysicalResourceId);
  const { tenantId } = ResourceProperties;
  return isTenantId(tenantId) ? tenantId : undefined;
}
