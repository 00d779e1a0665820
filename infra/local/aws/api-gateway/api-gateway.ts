import { randomInt } from 'node:crypto';
import type { Cognito } from '../cognito/cognito.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { Logs } from '../logs/logs.ts';
import type { ApiDefinition } from './definition.ts';
import { RestApiDefinition } from './definition.ts';
import { Integration } from './integration/integration.ts';
import { AccessLog } from './request/access-log.ts';
import { assertContextVariables } from './request/context-variables.ts';
import { FrontDoor } from './request/front-door.ts';
import type { StageOptions } from './stage.ts';
import { Stage } from './stage.ts';

export interface ApiGatewayOptions {
  readonly lambda: Lambda;
  readonly cognito: Cognito;
  readonly logs: Logs;
  /** Port of the first stage on 127.0.0.1; further ones take any free port. @default any free port */
  readonly frontDoorPort?: number;
}

interface ServedStage {
  stage: Stage;
  readonly frontDoor: FrontDoor;
}

interface RestApi extends Home {
  readonly id: string;
  readonly definition: RestApiDefinition;
  readonly deployments: Map<string, ApiDefinition>;
  readonly stages: Map<string, ServedStage>;
}

/** Amazon API Gateway, REST APIs: their definitions, deployments, and the stages that serve them. */
export class ApiGateway {
  readonly #kernel: Kernel;
  readonly #options: ApiGatewayOptions;
  readonly #integration: Integration;
  readonly #accessLog: AccessLog;
  readonly #apis = new Map<string, RestApi>();
  /** Role for logs, by account and Region. */
  readonly #loggingRoles = new Map<string, string>();

  constructor(kernel: Kernel, options: ApiGatewayOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#integration = new Integration({ kernel, ...options });
    this.#accessLog = new AccessLog(kernel, options.logs);
  }

  /** @returns the API's id */
  createRestApi({ accountId, region }: Home): string {
    const id = newId(10);
    const definition = new RestApiDefinition(newId(10));
    this.#apis.set(id, { id, accountId, region, definition, deployments: new Map(), stages: new Map() });
    return id;
  }

  /** With its stages. */
  async deleteRestApi(apiId: string): Promise<void> {
    for (const stageName of this.#api(apiId).stages.keys()) await this.deleteStage(apiId, stageName);
    this.#apis.delete(apiId);
  }

  /**
   * The API's definition; changes reach callers with the next deployment.
   *
   * @throws AwsError NotFoundException
   */
  definition(apiId: string): RestApiDefinition {
    return this.#api(apiId).definition;
  }

  /**
   * Copies the API for stages to serve.
   *
   * @returns the deployment's id
   * @throws AwsError BadRequestException for an API without methods
   */
  createDeployment(apiId: string): string {
    const { definition, deployments } = this.#api(apiId);
    const id = newId(6);
    deployments.set(id, definition.snapshot());
    return id;
  }

  /** @throws AwsError BadRequestException while a stage serves it */
  deleteDeployment(apiId: string, deploymentId: string): void {
    const { deployments, stages } = this.#api(apiId);
    const inUse = [...stages.values()].some(({ stage }) => stage.options.deploymentId === deploymentId);
    if (inUse)
      throw new AwsError(
        'BadRequestException',
        'Active stages pointing to this deployment must be moved or deleted',
      );
    deployments.delete(deploymentId);
  }

  /**
   * Serves a deployment at a port of its own.
   *
   * @returns the front door's URL, without a slash at the end
   * @throws AwsError ConflictException, NotFoundException, BadRequestException; the server's error, such as EADDRINUSE
   */
  async createStage(apiId: string, stageName: string, options: StageOptions): Promise<string> {
    const api = this.#api(apiId);
    if (api.stages.has(stageName))
      throw new AwsError('ConflictException', 'Stage already exists', { status: 409 });
    const stage = this.#stage(api, stageName, options);
    const isFirst = [...this.#apis.values()].every(({ stages }) => stages.size === 0);
    const served: ServedStage = { stage, frontDoor: this.#frontDoor(api, () => served.stage) };
    await served.frontDoor.listen(isFirst ? (this.#options.frontDoorPort ?? 0) : 0);
    api.stages.set(stageName, served);
    return served.frontDoor.url;
  }

  /** @throws AwsError NotFoundException, BadRequestException */
  updateStage(apiId: string, stageName: string, options: StageOptions): void {
    const api = this.#api(apiId);
    const served = api.stages.get(stageName);
    if (served === undefined) throw notFound('stage');
    served.stage = this.#stage(api, stageName, options);
  }

  async deleteStage(apiId: string, stageName: string): Promise<void> {
    const { stages } = this.#api(apiId);
    const served = stages.get(stageName);
    stages.delete(stageName);
    await served?.frontDoor.close();
  }

  /**
   * The URL of a stage.
   *
   * @throws AwsError NotFoundException
   */
  frontDoorUrl(apiId: string, stageName: string): string {
    const served = this.#api(apiId).stages.get(stageName);
    if (served === undefined) throw notFound('stage');
    return served.frontDoor.url;
  }

  /**
   * Lets API Gateway write logs for all APIs of an account and Region.
   *
   * @throws AwsError BadRequestException when API Gateway may not assume the role
   */
  setLoggingRole(home: Home, roleArn: string): void {
    try {
      this.#kernel.iam.assumeRoleAsService('apigateway.amazonaws.com', roleArn);
    } catch {
      throw new AwsError(
        'BadRequestException',
        'The role ARN does not have required permissions configured. Please grant trust permission for API Gateway and add the required role policy.',
      );
    }
    this.#loggingRoles.set(keyOf(home), roleArn);
  }

  /** Closes all front doors. */
  async stop(): Promise<void> {
    const served = [...this.#apis.values()].flatMap(({ stages }) => [...stages.values()]);
    await Promise.all(served.map(({ frontDoor }) => frontDoor.close()));
  }

  #api(apiId: string): RestApi {
    const api = this.#apis.get(apiId);
    if (api === undefined) throw notFound('API');
    return api;
  }

  #stage(api: RestApi, stageName: string, options: StageOptions): Stage {
    const deployed = api.deployments.get(options.deploymentId);
    if (deployed === undefined) throw notFound('Deployment');
    if (options.accessLog !== undefined) {
      assertContextVariables(options.accessLog.format);
      if (!this.#loggingRoles.has(keyOf(api)))
        throw new AwsError(
          'BadRequestException',
          'CloudWatch Logs role ARN must be set in account settings to enable logging',
        );
    }
    return new Stage(stageName, options, deployed);
  }

  #frontDoor(api: RestApi, stage: () => Stage): FrontDoor {
    const { id: apiId, accountId, region } = api;
    return new FrontDoor({
      kernel: this.#kernel,
      integration: this.#integration,
      stage,
      identity: () => {
        const { name, options } = stage();
        return { accountId, region, apiId, stageName: name, deploymentId: options.deploymentId };
      },
      onAnswered: (variables) => {
        const { accessLog } = stage().options;
        const roleArn = this.#loggingRoles.get(keyOf(api));
        if (accessLog !== undefined && roleArn !== undefined)
          this.#accessLog.write(roleArn, accessLog, variables);
      },
    });
  }
}

/** Lower-case letters and digits. */
export function newId(length: number): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

function keyOf({ accountId, region }: Home): string {
  return `${accountId} ${region}`;
}

function notFound(what: string): AwsError {
  return new AwsError('NotFoundException', `Invalid ${what} identifier specified`, { status: 404 });
}
