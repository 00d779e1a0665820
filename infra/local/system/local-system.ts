import { createLocalAws, type LocalAws, type LocalAwsOptions } from '@pinpoint-tenant-router/local-aws';
import { type Home, LOCAL_ACCOUNTS, LOCAL_ORGANIZATION_ID } from '@pinpoint-tenant-router/local-aws/accounts';
import { deployAssembly } from '@pinpoint-tenant-router/local-aws/deploy';
import type { LiveResource, Stack, StackEvent, Template } from '@pinpoint-tenant-router/local-aws/templates';
import { MANAGEMENT_STACK_NAME, TENANT_STACK_NAME } from '../../../registrar/contract/names.ts';
import type { Context } from '../../context/read-context.ts';
import type { Assemble } from './assemblies.ts';
import { LOCAL_CLIENT, LOCAL_TENANT_CLIENT } from './local-clients.ts';

/** A tenant, and the account and Region of its stack. */
export interface LocalTenant extends Home {
  readonly tenantId: string;
}

/** The tenants that `npm start` deploys. */
export const LOCAL_TENANTS: readonly LocalTenant[] = [
  { tenantId: 'acme', ...homeOf(LOCAL_ACCOUNTS.acme) },
  { tenantId: 'globex', ...homeOf(LOCAL_ACCOUNTS.globex) },
];

/** The local IAM takes effect at once, and a developer wants to see events soon. */
const SHORT_WAITS: Context = { settleSeconds: '1', eventBufferSeconds: '5' };

export interface LocalSystemOptions extends LocalAwsOptions {
  readonly assemble: Assemble;
  readonly onEvent?: (event: StackEvent, home: Home) => void;
}

export interface LocalDeployment {
  /** Context in addition to that of the documented steps. */
  readonly context?: Context;
  /** Changes the synthesized template before it is deployed; for tests. */
  readonly change?: (template: Template) => Template;
}

/** Who may run the router on their own machine with its deployed permissions (`npm run dev`). */
const DEVELOPER_ARN = `arn:aws:iam::${LOCAL_ACCOUNTS.management.accountId}:user/administrator`;

/**
 * The whole system on one machine: the local AWS, the management stack deployed into it from the same templates as into
 * real accounts, and the two front doors. A tenant joins when its stack is deployed.
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
   * @throws Error when a port is in use or a resource cannot be deployed, which the message names; nothing keeps running
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
   * Starts an empty local AWS, for `deployManagement` to deploy into.
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
      // The README signs a request with this user's keys.
      functionUrlCallerArns: DEVELOPER_ARN,
      // A developer's callback server listens on this machine.
      loopbackCallbacks: 'on',
      ...context,
    };
    this.#outputs = await this.#deploy(homeOf(LOCAL_ACCOUNTS.management), MANAGEMENT_STACK_NAME, all, change);
    this.#pointOutputsToLoopback();
    const userPoolId = this.#output('UserPoolId');
    for (const client of [LOCAL_CLIENT, LOCAL_TENANT_CLIENT]) this.aws.cognito.addClient(userPoolId, client);
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
   * Deletes the stack that announced the tenant, and returns the account and Region that the stack was in.
   *
   * @param accountId required when stacks in several accounts announced this tenant
   * @throws Error when there is no such stack or more than one, or when a resource could not be deleted
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

  tenantStacks(): readonly Stack[] {
    return this.aws.cloudFormation.stacks().filter(({ name }) => name === TENANT_STACK_NAME);
  }

  /** Stops the local AWS and the processes of its functions. */
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

  /** Puts loopback addresses into the stack's outputs, so that a copied address reaches this system and not AWS. */
  #pointOutputsToLoopback(): void {
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
