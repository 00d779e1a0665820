import type { LocalAws } from '@pinpoint-tenant-router/local-aws';
import type { Home } from '@pinpoint-tenant-router/local-aws/accounts';
import type { LiveResource, Stack } from '@pinpoint-tenant-router/local-aws/templates';
import type { LocalSystem, LocalTenant } from '../../infra/local/system/local-system.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { MANAGEMENT } from './parties.ts';

/** The FIFO queue of registrations. */
export function registrationQueue(system: LocalSystem): ReturnType<LocalAws['sqs']['queue']> {
  const { state } = managementResource(system, 'AWS::SQS::Queue', 'RegistrationQueue');
  return system.aws.sqs.queue(String(state.attributes.Arn));
}

/** The messages in a queue of the management stack, those in flight too. */
export function messagesIn(system: LocalSystem, part: string): number {
  const { state } = managementResource(system, 'AWS::SQS::Queue', part);
  return system.aws.sqs.queue(String(state.attributes.Arn)).peek().length;
}

/** Longer than the registrar takes for a batch. */
const PROCESSING_MILLISECONDS = 1000;

/** Failed messages are received again after a second instead of six minutes. */
export function endVisibilityTimeouts(system: LocalSystem): void {
  const queue = registrationQueue(system);
  for (const { messageId, state, lastReceivedAt = 0 } of queue.peek())
    if (state === 'inFlight' && Date.now() - lastReceivedAt > PROCESSING_MILLISECONDS)
      queue.endVisibilityTimeout(messageId);
}

/** Hourly messages are not deduplicated, however fast hours pass in a test. */
export function forgetDuplicates(system: LocalSystem): void {
  registrationQueue(system).forgetDuplicates();
}

/** The management stack's resource of a type; `part` of its logical id distinguishes several. */
export function managementResource(system: LocalSystem, type: string, part = ''): LiveResource {
  const stack = system.aws.cloudFormation.stack(homeOf(MANAGEMENT), MANAGEMENT_STACK_NAME);
  return resourceOf(stack, type, part);
}

/** The same in a tenant's stack. */
export function tenantResource(
  system: LocalSystem,
  tenant: LocalTenant,
  type: string,
  part = '',
): LiveResource {
  return resourceOf(system.aws.cloudFormation.stack(homeOf(tenant), TENANT_STACK_NAME), type, part);
}

/** The lines of a log group of the management stack, or of a tenant's. */
export function linesOf(system: LocalSystem, part: string, tenant?: LocalTenant): readonly string[] {
  const type = 'AWS::Logs::LogGroup';
  const { state } =
    tenant === undefined
      ? managementResource(system, type, part)
      : tenantResource(system, tenant, type, part);
  return system.aws.logs.lines(String(state.attributes.Arn).replace(/:\*$/, ''));
}

function resourceOf(stack: Stack | undefined, type: string, part: string): LiveResource {
  const found = [...(stack?.resources.values() ?? [])].find(
    (resource) => resource.type === type && resource.logicalId.includes(part),
  );
  if (found === undefined) throw new Error(`There is no ${type} ${part} in ${stack?.name}.`);
  return found;
}

function homeOf({ accountId, region }: Home): Home {
  return { accountId, region };
}
