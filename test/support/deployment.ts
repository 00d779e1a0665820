import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { administratorOf, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import type { StackEvent, Template } from '@pinpoint-tenant-router/local-aws/templates';
import { inject } from 'vitest';
import { assembleInto } from '../../infra/local/system/assemblies.ts';
import {
  LOCAL_TENANTS,
  type LocalDeployment,
  LocalSystem,
  type LocalTenant,
} from '../../infra/local/system/local-system.ts';
import { bindTenantClient } from '../../infra/local/system/tenants-table.ts';
import {
  ACME,
  BOUND_URL_CALLER_ROLE,
  MANAGEMENT,
  MEDIA_BUCKET,
  NEWCOMER,
  PARTNER,
  PASSABLE_ROLE_ARN,
  partnerRole,
  STRANGER,
  URL_CALLER_ROLE,
} from './parties.ts';
import { eventually } from './patience.ts';

const MANAGEMENT_CONTEXT = {
  functionUrlCallerArns: `arn:aws:iam::${PARTNER.accountId}:role/${URL_CALLER_ROLE}`,
  functionUrlBoundCallerArns: `arn:aws:iam::${PARTNER.accountId}:role/${BOUND_URL_CALLER_ROLE}`,
};

/** Events appear at once, and nothing waits for IAM. */
const TENANT_CONTEXT = {
  settleSeconds: '0',
  eventBufferSeconds: '1',
  mediaBucketArns: `arn:aws:s3:::${MEDIA_BUCKET}`,
  passableRoleArns: PASSABLE_ROLE_ARN,
};

/** A change of one of the stacks that stays for the time being. */
export interface StandingChange {
  readonly stack: 'management' | 'tenant';
  readonly change: NonNullable<LocalDeployment['change']>;
}

const standing = new WeakMap<LocalSystem, StandingChange>();
const stackEvents = new WeakMap<LocalSystem, AccountEvent[]>();

/** A step of a deployment, with the account of its stack. */
export interface AccountEvent extends StackEvent {
  readonly accountId: string;
}

/**
 * Changes a stack by an update (the tenants' stack in the account of `acme`), and leaves the change in all later deployments of it; nothing
 * brings the stacks back as they were synthesized. Functions start anew, so that nothing hides behind their caches.
 */
export async function deployStanding(system: LocalSystem, change: StandingChange | undefined): Promise<void> {
  const stacks = [change, standing.get(system)].map((each) => each?.stack);
  if (change === undefined) standing.delete(system);
  else standing.set(system, change);
  if (stacks.includes('management')) await deployManagement(system);
  if (stacks.includes('tenant')) await deployTenant(system, ACME);
  await system.aws.lambda.restart();
}

/** The management stack and both tenants, registered, with a partner and a stranger around them. */
export async function startSystem(): Promise<LocalSystem> {
  const events: AccountEvent[] = [];
  const system = await LocalSystem.start({
    assemble: assembleInto(inject('assemblies')),
    onEvent: (event, { accountId }) => events.push({ ...event, accountId }),
  });
  stackEvents.set(system, events);
  const initech = { accessKeyId: 'AKIALOCALINITECH0000', secretAccessKey: 'local-initech-secret' };
  for (const account of [
    PARTNER,
    STRANGER,
    { ...NEWCOMER, ...initech, organizationId: LOCAL_ORGANIZATION_ID },
  ])
    system.aws.openAccount(account);
  // Lambda accepts no permission for a role that does not exist.
  for (const role of [URL_CALLER_ROLE, BOUND_URL_CALLER_ROLE]) partnerRole(system, role);
  const tenants = LOCAL_TENANTS.map((tenant) => deployTenant(system, tenant));
  await Promise.all([deployManagement(system), ...tenants]);
  await Promise.all(LOCAL_TENANTS.map(({ tenantId }) => registered(system, tenantId)));
  await bindTenantClient(system);
  return system;
}

/** CloudFormation's events for the stacks of an account while `work` ran, in order. */
export async function stackEventsDuring(
  system: LocalSystem,
  accountId: string,
  work: () => Promise<void>,
): Promise<readonly AccountEvent[]> {
  const events = stackEvents.get(system) ?? [];
  const earlier = events.length;
  await work();
  return events.slice(earlier).filter((event) => event.accountId === accountId);
}

/** Reads the table, not the router, which would cache for a while that there is no such tenant. */
async function registered(system: LocalSystem, tenantId: string): Promise<void> {
  const client = new DynamoDBClient(administratorOf(system.aws, MANAGEMENT));
  const TableName = system.outputs.TenantsTableName;
  await eventually(async () => {
    const { Item: item } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: tenantId } } }));
    if (item === undefined) throw new Error(`${tenantId} is not registered.`);
  });
}

/** The router caches tenants for a second, so that no test waits half a minute. */
export function forgetTenantsSoon(template: Template): Template {
  const changed = structuredClone(template);
  for (const { Type, Properties } of Object.values(changed.Resources)) {
    const environment = Properties?.Environment as { Variables: Record<string, unknown> } | undefined;
    if (Type === 'AWS::Lambda::Function' && environment !== undefined)
      Object.assign(environment.Variables, {
        TENANT_CACHE_TTL_SECONDS: '1',
        TENANT_CACHE_NEGATIVE_TTL_SECONDS: '1',
      });
  }
  return changed;
}

export async function deployManagement(
  system: LocalSystem,
  change?: LocalDeployment['change'],
): Promise<void> {
  await system.deployManagement({
    context: MANAGEMENT_CONTEXT,
    change: withStanding(system, 'management', change),
  });
}

/** Gives the account of a tenant another name, as an operator does who means it. */
export async function renameTenant(
  system: LocalSystem,
  tenant: LocalTenant,
  tenantId: string,
): Promise<void> {
  await deployTenant(system, { ...tenant, tenantId }, undefined, { renamedFrom: tenant.tenantId });
}

export async function deployTenant(
  system: LocalSystem,
  tenant: LocalTenant,
  change?: LocalDeployment['change'],
  context: LocalDeployment['context'] = {},
): Promise<void> {
  await system.deployTenant(tenant, {
    context: { ...TENANT_CONTEXT, ...context },
    change: withStanding(system, 'tenant', change),
  });
}

function withStanding(
  system: LocalSystem,
  stack: StandingChange['stack'],
  change: LocalDeployment['change'],
): (template: Template) => Template {
  const mutation = standing.get(system);
  return (template) => {
    const mutated = mutation?.stack === stack ? mutation.change(template) : template;
    return change?.(mutated) ?? mutated;
  };
}
