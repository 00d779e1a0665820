import type { CustomResourceRequest, CustomResourceResult } from '../registrar/runtime/custom-resource.ts';
import { type AgentHome, announce, physicalIdOf, tenantOf } from './announcement.ts';
import { assertNameIsMeant } from './name-guard.ts';
import { BusGoneError, type Publish, type Sleep } from './publish.ts';

export interface AgentDependencies {
  readonly home: AgentHome;
  readonly settleSeconds: number;
  readonly publish: Publish;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly remainingMilliseconds: () => number;
}

/** Time kept for the work after the wait: an answer, or an event. */
const MARGIN_MILLISECONDS = 10_000;

/**
 * Announces what CloudFormation does to the tenant. EventBridge drops an event, without a retry, when its rule or role
 * was created seconds ago or has just been deleted. So a new tenant is announced a second time after a wait, and a
 * leaving tenant keeps its rule and role until the wait is over.
 *
 * @throws Error that is answered to CloudFormation as FAILED
 */
export async function onStackChange(
  request: CustomResourceRequest,
  dependencies: AgentDependencies,
): Promise<CustomResourceResult> {
  const { home, publish, now } = dependencies;
  const tenantId = tenantOf(request);
  if (request.RequestType === 'Delete') return deregister(request, tenantId, dependencies);
  if (tenantId === undefined)
    throw new Error('The property tenantId must be 2 to 64 letters, digits, ".", "_" or "-".');
  assertNameIsMeant(request);
  const announcement = announce(request.RequestType, tenantId, home, now());
  await publish(announcement);
  return {
    physicalResourceId: physicalIdOf(tenantId),
    afterwards: async () => {
      await settle(dependencies);
      await publish(announcement);
    },
  };
}

/** Announces the tenant again, so that state that the management account has lost is restored. */
export async function onSchedule(
  tenantId: string,
  { home, publish, now }: Pick<AgentDependencies, 'home' | 'publish' | 'now'>,
): Promise<void> {
  await publish(announce('Update', tenantId, home, now()));
}

async function deregister(
  { PhysicalResourceId = 'none' }: CustomResourceRequest,
  tenantId: string | undefined,
  dependencies: AgentDependencies,
): Promise<CustomResourceResult> {
  const physicalResourceId = PhysicalResourceId;
  if (tenantId === undefined) {
    return { physicalResourceId, reason: 'Nothing to deregister: the resource never had a tenantId.' };
  }
  const { home, publish, now } = dependencies;
  try {
    await publish(announce('Delete', tenantId, home, now()));
  } catch (error) {
    if (!(error instanceof BusGoneError)) throw error;
    return {
      physicalResourceId,
      reason: `Not deregistered, because the event bus is gone: ${error.message}`,
    };
  }
  await settle(dependencies);
  return { physicalResourceId };
}

async function settle({ settleSeconds, sleep, remainingMilliseconds }: AgentDependencies): Promise<void> {
  await sleep(Math.max(0, Math.min(settleSeconds * 1000, remainingMilliseconds() - MARGIN_MILLISECONDS)));
}
