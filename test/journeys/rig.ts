import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { assembleInto } from '../../infra/local/assemblies.ts';
import { LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '../../infra/local/aws/accounts.ts';
import { administratorOf } from '../../infra/local/aws/client-config.ts';
import type { LiveResource, Stack } from '../../infra/local/aws/cloudformation/stack.ts';
import type { Template } from '../../infra/local/aws/cloudformation/template.ts';
import type { Home, RoleCaller } from '../../infra/local/aws/core/caller.ts';
import type { PolicyDocument, Statement } from '../../infra/local/aws/iam/policy/policy.ts';
import type { Queue } from '../../infra/local/aws/sqs/queue/queue.ts';
import { receiptHandle } from '../../infra/local/aws/sqs/queue/receipt-handle.ts';
import {
  LOCAL_TENANTS,
  type LocalDeployment,
  LocalSystem,
  type LocalTenant,
} from '../../infra/local/local-system.ts';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../registrar/contract/names.ts';
import { eventually } from './patience.ts';

/** What a user or an operator does from beginning to end, on a system deployed from the templates. */
export interface Journey {
  readonly title: string;
  /** Fails when the system does not do what the title says. */
  run(system: LocalSystem): Promise<void>;
}

/** An account of the organization without a tenant stack: who calls from it is a partner, or an intruder. */
export const PARTNER = {
  accountId: '555555555555',
  region: 'us-east-1',
  accessKeyId: 'AKIALOCALPARTNER0000',
  secretAccessKey: 'local-partner-secret',
  organizationId: LOCAL_ORGANIZATION_ID,
} as const;

/** Outside the organization. */
export const STRANGER = {
  accountId: '999999999999',
  region: 'us-east-1',
  accessKeyId: 'AKIALOCALSTRANGER000',
  secretAccessKey: 'local-stranger-secret',
} as const;

/** A free account of the organization for a tenant that comes and goes. */
export const NEWCOMER: LocalTenant = { tenantId: 'initech', accountId: '444444444444', region: 'us-west-2' };

/** The role in the partner's account that may call the function URL. */
export const URL_CALLER_ROLE = 'Notifier';

const MANAGEMENT_CONTEXT = {
  functionUrlCallerArns: `arn:aws:iam::${PARTNER.accountId}:role/${URL_CALLER_ROLE}`,
};

/** Events show at once, and nobody waits for IAM. */
const TENANT_CONTEXT = { settleSeconds: '0', eventBufferSeconds: '1' };

/** What is left out of one of the stacks for the time being. */
export interface StandingChange {
  readonly stack: 'management' | 'tenant';
  readonly change: NonNullable<LocalDeployment['change']>;
}

const standing = new WeakMap<LocalSystem, StandingChange>();

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
  const system = await LocalSystem.start({ assemble: assembleInto(inject('assemblies')) });
  const initech = { accessKeyId: 'AKIALOCALINITECH0000', secretAccessKey: 'local-initech-secret' };
  for (const account of [
    PARTNER,
    STRANGER,
    { ...NEWCOMER, ...initech, organizationId: LOCAL_ORGANIZATION_ID },
  ])
    system.aws.openAccount(account);
  // Lambda takes no permission for a role that does not exist.
  partnerRole(system, URL_CALLER_ROLE);
  const tenants = LOCAL_TENANTS.map((tenant) => deployTenant(system, tenant));
  await Promise.all([deployManagement(system), ...tenants]);
  await Promise.all(LOCAL_TENANTS.map(({ tenantId }) => registered(system, tenantId)));
  return system;
}

/** Asks the table, not the router: that would remember for a while that there is no such tenant. */
async function registered(system: LocalSystem, tenantId: string): Promise<void> {
  const client = new DynamoDBClient(administratorOf(system.aws, MANAGEMENT));
  const TableName = system.outputs.TenantsTableName;
  await eventually(async () => {
    const { Item: item } = await client.send(new GetItemCommand({ TableName, Key: { pk: { S: tenantId } } }));
    if (item === undefined) throw new Error(`${tenantId} is not registered.`);
  });
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

export async function deployTenant(
  system: LocalSystem,
  tenant: LocalTenant,
  change?: LocalDeployment['change'],
): Promise<void> {
  await system.deployTenant(tenant, {
    context: TENANT_CONTEXT,
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

/** A session of a role in the partner's account whose own policy lets it call anything of Lambda. */
export function partnerRole(system: LocalSystem, roleName: string): RoleCaller {
  return roleSession(system, PARTNER.accountId, roleName, [
    'lambda:InvokeFunctionUrl',
    'lambda:InvokeFunction',
  ]);
}

/** A session of a role whose own policy allows the actions on everything. */
export function roleSession(
  system: LocalSystem,
  accountId: string,
  roleName: string,
  actions: readonly string[],
): RoleCaller {
  const { iam } = system.aws.kernel;
  const arn = `arn:aws:iam::${accountId}:role/${roleName}`;
  const service = 'ec2.amazonaws.com';
  if (!iam.hasRole(arn))
    iam.createRole(accountId, {
      roleName,
      assumeRolePolicy: policy({
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sts:AssumeRole',
      }),
      policies: { Own: policy({ Effect: 'Allow', Action: actions, Resource: '*' }) },
    });
  return iam.assumeRoleAsService(service, arn);
}

function policy(statement: Statement): PolicyDocument {
  return { Version: '2012-10-17', Statement: statement };
}

export const MANAGEMENT = LOCAL_ACCOUNTS.management;

export const [ACME, GLOBEX] = LOCAL_TENANTS as readonly [LocalTenant, LocalTenant];

/** The FIFO queue of registrations. */
export function registrationQueue(system: LocalSystem): Queue {
  const { state } = managementResource(system, 'AWS::SQS::Queue', 'RegistrationQueue');
  return system.aws.sqs.queue(String(state.attributes.Arn));
}

/** Longer than the registrar takes for a batch. */
const PROCESSING_MILLISECONDS = 1000;

/** Nobody waits six minutes for messages whose processing failed: a second after their receipt they are back. */
export function endVisibilityTimeouts(system: LocalSystem): void {
  const queue = registrationQueue(system);
  for (const { messageId, receiveCount, state, lastReceivedAt = 0 } of queue.peek())
    if (state === 'inFlight' && Date.now() - lastReceivedAt > PROCESSING_MILLISECONDS)
      queue.changeVisibility(receiptHandle({ queueArn: queue.arn, messageId, receiveCount }), 0);
}

/** Messages that come every hour are no duplicates of each other, however fast hours pass in a test. */
export function forgetDuplicates(system: LocalSystem): void {
  registrationQueue(system).forgetDuplicates();
}

/** The management stack's resource of a type; `part` of its logical id tells several apart. */
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
