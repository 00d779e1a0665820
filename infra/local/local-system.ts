import { setTimeout as delay } from 'node:timers/promises';
import { createLocalAws, type LocalAws, type LocalAwsOptions } from '@pinpoint-tenant-router/local-aws';
import { type Home, LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import { deployAssembly } from '@pinpoint-tenant-router/local-aws/deploy';
import type { LiveResource, Stack, StackEvent, Template } from '@pinpoint-tenant-router/local-aws/templates';
import {
  ADMIN_SCOPE,
  MANAGEMENT_STACK_NAME,
  READ_SCOPE,
  SEND_SCOPE,
  TENANT_STACK_NAME,
} from '../../registrar/contract/names.ts';
import type { Context } from '../context/read-context.ts';
import type { Assemble } from './assemblies.ts';

/** A tenant as an operator onboards one. */
export interface LocalTenant extends Home {
  readonly tenantId: string;
}

/** The tenants that `npm start` deploys. */
export const LOCAL_TENANTS: readonly LocalTenant[] = [
  { tenantId: 'acme', ...homeOf(LOCAL_ACCOUNTS.acme) },
  { tenantId: 'globex', ...homeOf(LOCAL_ACCOUNTS.globex) },
];

/** The OAuth client that the README names; the deployed pool's own client has a generated id and secret. */
export const LOCAL_CLIENT = { clientId: 'local-admin', clientSecret: 'local-admin-secret' } as const;

/** A client of a tenant's own, bound to it. */
export const LOCAL_TENANT_CLIENT = {
  clientId: 'local-acme',
  clientSecret: 'local-acme-secret',
  scopes: [SEND_SCOPE, READ_SCOPE],
  tenantId: 'acme',
  access: ['read', 'send'],
} as const;

/** The laptop needs no waiting for IAM to settle, and shows events soon. */
const SHORT_WAITS: Context = { settleSeconds: '1', eventBufferSeconds: '5' };

export interface LocalSystemOptions extends LocalAwsOptions {
  readonly assemble: Assemble;
  readonly onEvent?: (event: StackEvent, home: Home) => void;
}

export interface LocalDeployment {
  /** Context besides what the documented steps give. */
  readonly context?: Context;
  /** Lets a test deploy something else than what was synthesized. */
  readonly change?: (template: Template) => Template;
}

/** Who may run the router on their own machine with its deployed permissions (`npm run dev`). */
const DEVELOPER_ARN = `arn:aws:iam::${LOCAL_ACCOUNTS.management.accountId}:user/administrator`;

/**
 * The whole system on one machine: the local AWS with the management stack in it, deployed from the same templates
 * as everywhere, and the two front doors. Tenants join by being deployed.
 */
export class LocalSystem {
  readonly aws: LocalAws;
  readonly #options: LocalSystemOptions;
  #outputs: Readonly<Record<string, string>> = {};

  private constructor(aws: LocalAws, options: LocalSystemOptions) {
    this.aws = aws;
    this.#options = options;
  }

  /**
   * Starts the local AWS and deploys the management stack.
   *
   * @throws Error when a port is in use, or naming the resource that could not be deployed; nothing is left running.
   */
  static async start(options: LocalSystemOptions): Promise<LocalSystem> {
    const system = await LocalSystem.listen(options);
    try {
      await system.deployManagement();
      return system;
    } catch (error) {
      await system.stop();
      throw error;
    }
  }

  /**
   * Starts the local AWS with nothing in it: `deployManagement` comes next.
   *
   * @throws the server's error when the endpoint's port is in use
   */
  static async listen(options: LocalSystemOptions): Promise<LocalSystem> {
    return new LocalSystem(await createLocalAws(options), options);
  }

  /** The outputs of the management stack. */
  get outputs(): Readonly<Record<string, string>> {
    return this.#outputs;
  }

  /** Where the REST API is served, as behind its custom domain; no slash at the end. */
  get apiUrl(): string {
    const [api] = this.#managementResources('AWS::ApiGateway::RestApi');
    const [stage] = this.#managementResources('AWS::ApiGateway::Stage');
    return this.aws.apiGateway.frontDoorUrl(api?.state.physicalId ?? '', stage?.state.physicalId ?? '');
  }

  /** The router's function URL; no slash at the end. */
  get functionUrl(): string {
    return this.#output('FunctionUrl').replace(/\/$/, '');
  }

  /** Deploys the management stack, or updates it. */
  async deployManagement({ context, change }: LocalDeployment = {}): Promise<void> {
    const all = {
      organizationId: LOCAL_ORGANIZATION_ID,
      developerPrincipalArns: DEVELOPER_ARN,
      // The README's signed request.
      functionUrlCallerArns: DEVELOPER_ARN,
      // A callback's server runs on the same laptop.
      loopbackCallbacks: 'on',
      ...context,
    };
    this.#outputs = await this.#deploy(homeOf(LOCAL_ACCOUNTS.management), MANAGEMENT_STACK_NAME, all, change);
    this.#leadToLoopback();
    const userPoolId = this.#output('UserPoolId');
    this.aws.cognito.addClient(userPoolId, { ...LOCAL_CLIENT, scopes: [ADMIN_SCOPE] });
    this.aws.cognito.addClient(userPoolId, LOCAL_TENANT_CLIENT);
  }

  /** Deploys the tenant stack into the tenant's account, or updates it: the tenant announces itself. */
  async deployTenant(tenant: LocalTenant, { context, change }: LocalDeployment = {}): Promise<void> {
    const all = {
      tenantId: tenant.tenantId,
      managementAccountId: LOCAL_ACCOUNTS.management.accountId,
      eventStreamingBucketName: this.#output('EventBucketName'),
      targetEventBusArn: this.#output('EventBusArn'),
      ...SHORT_WAITS,
      ...context,
    };
    await this.#deploy(homeOf(tenant), TENANT_STACK_NAME, all, change);
  }

  /**
   * Deletes the stack that announced the tenant, and says where it was.
   *
   * @param accountId needed when stacks in several accounts announced the same tenant
   * @throws Error when there is no such stack, or more than one, or it could not be deleted as a whole
   */
  async destroyTenant(tenantId: string, accountId?: string): Promise<Home> {
    const [stack, ...others] = this.tenantStacks().filter(
      (candidate) =>
        tenantOf(candidate) === tenantId &&
        (accountId === undefined || candidate.home.accountId === accountId),
    );
    if (stack === undefined) throw new Error(`No stack announces the tenant ${tenantId}.`);
    if (others.length > 0) {
      const accounts = [stack, ...others].map(({ home }) => home.accountId).join(', ');
      throw new Error(`Stacks in ${accounts} announce the tenant ${tenantId}: name one with --account.`);
    }
    const { home } = stack;
    await this.aws.cloudFormation.destroy(home, stack.name, (event) => this.#options.onEvent?.(event, home));
    return home;
  }

  /**
   * Binds the tenant's own client to it, as an operator does, once the tenant is registered.
   *
   * @throws the table's error when it is not registered within the time
   */
  async bindTenantClient(patienceMilliseconds = 15_000): Promise<void> {
    const { clientId, tenantId, access } = LOCAL_TENANT_CLIENT;
    const database = this.aws.dynamoDb.database(homeOf(LOCAL_ACCOUNTS.management));
    const giveUpAt = Date.now() + patienceMilliseconds;
    for (;;) {
      try {
        await database.run('UpdateItem', {
          TableName: this.#output('TenantsTableName'),
          Key: { pk: { S: tenantId } },
          // An operator's update never makes an item: the tenant may not be there yet.
          ConditionExpression: 'attribute_exists(revision)',
          UpdateExpression: 'SET callers = if_not_exists(callers, :callers)',
          ExpressionAttributeValues: {
            ':callers': { M: { [clientId]: { L: access.map((name) => ({ S: name })) } } },
          },
        });
        return;
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await delay(100);
      }
    }
  }

  /** The account that the table names for a tenantId, registered or not any more. */
  async holderOf(tenantId: string): Promise<string | undefined> {
    const { Item } = await this.aws.dynamoDb.database(homeOf(LOCAL_ACCOUNTS.management)).run('GetItem', {
      TableName: this.#output('TenantsTableName'),
      Key: { pk: { S: tenantId } },
      ConsistentRead: true,
    });
    return (Item as { accountId?: { S?: string } } | undefined)?.accountId?.S;
  }

  tenantStacks(): readonly Stack[] {
    return this.aws.cloudFormation.stacks().filter(({ name }) => name === TENANT_STACK_NAME);
  }

  /** Ends everything, the functions' processes included. */
  async stop(): Promise<void> {
    await this.aws.stop();
  }

  async #deploy(
    home: Home,
    stackName: string,
    context: Context,
    change: LocalDeployment['change'],
  ): Promise<Readonly<Record<string, string>>> {
    const directory = await this.#options.assemble(stackName, context);
    const { onEvent } = this.#options;
    const [stack] = await deployAssembly(this.aws, {
      directory,
      ...home,
      change,
      ...(onEvent !== undefined && { onEvent }),
    });
    return stack?.outputs ?? {};
  }

  /** Whoever copies an address out of the stack's outputs is to reach this system, and no host of AWS's. */
  #leadToLoopback(): void {
    const stack = this.aws.cloudFormation.stack(homeOf(LOCAL_ACCOUNTS.management), MANAGEMENT_STACK_NAME);
    if (stack === undefined) return;
    this.#outputs = {
      ...this.#outputs,
      PinpointManagementAccountPinpointApiProxyApiEndpoint: `${this.apiUrl}/`,
      TokenUrl: `${this.aws.url}/oauth2/token`,
    };
    stack.outputs = this.#outputs;
  }

  #managementResources(type: string): readonly LiveResource[] {
    const stack = this.aws.cloudFormation.stack(homeOf(LOCAL_ACCOUNTS.management), MANAGEMENT_STACK_NAME);
    return [...(stack?.resources.values() ?? [])].filter((resource) => resource.type === type);
  }

  #output(name: string): string {
    const value = this.#outputs[name];
    if (value === undefined) throw new Error(`${MANAGEMENT_STACK_NAME} has no output ${name}.`);
    return value;
  }
}

/** The tenantId that a tenant stack announces. */
export function tenantOf(stack: Stack): string | undefined {
  const registration = [...stack.resources.values()].find(
    ({ type }) => type === 'Custom::TenantRegistration',
  );
  return registration?.properties.tenantId as string | undefined;
}

function homeOf({ accountId, region }: Home): Home {
  return { accountId, region };
}
