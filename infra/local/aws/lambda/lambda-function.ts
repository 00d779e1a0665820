import { randomBytes, randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../core/aws-error.ts';
import type { RoleCaller } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Logs } from '../logs/logs.ts';
import { EnvironmentPool } from './environment/environment-pool.ts';
import { environmentVariables } from './environment/environment-variables.ts';
import { ExecutionEnvironment } from './environment/execution-environment.ts';
import type { FunctionResult } from './environment/function-result.ts';
import type { NodeBinaries } from './environment/node-binary.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import { invalidParameter } from './function-configuration.ts';
import { FunctionPolicy } from './function-policy.ts';
import { FunctionLogStream, newLogStreamName } from './logging/log-stream.ts';
import { reportLines, startLine } from './logging/platform-log.ts';

export interface FunctionSurroundings {
  readonly kernel: Kernel;
  readonly logs: Logs;
  readonly nodes: NodeBinaries;
  /** The most processes of this function. */
  readonly maxEnvironments: number;
}

/** Lambda keeps a session of the execution role as long as an environment may live. */
const SESSION_MILLISECONDS = 12 * 3_600_000;

/** "Lambda quotas": a synchronous invocation's event. */
export const MAX_REQUEST_BYTES = 6_291_456;

/** One function: its code, its configuration, its policy, and its processes. */
export class LambdaFunction {
  readonly policy: FunctionPolicy;
  readonly #surroundings: FunctionSurroundings;
  readonly #taskRoots: string[] = [];
  #configuration: FunctionConfiguration;
  /** The directory of the configuration's code. */
  #taskRoot = '';
  #pool: EnvironmentPool | undefined;
  /** Pools of earlier configurations, in which events may still be processed. */
  readonly #superseded: EnvironmentPool[] = [];

  /** Created without code: `deploy` follows. */
  constructor(surroundings: FunctionSurroundings, configuration: FunctionConfiguration) {
    const { iam } = surroundings.kernel;
    this.#surroundings = surroundings;
    this.#configuration = configuration;
    this.policy = new FunctionPolicy(configuration.arn, (policy) => iam.nameRolesById(policy));
  }

  get configuration(): FunctionConfiguration {
    return this.#configuration;
  }

  /**
   * Unpacks the code. New events get new processes; running ones finish their event.
   *
   * @throws AwsError InvalidParameterValueException when Lambda cannot assume the role
   */
  async deploy(configuration: FunctionConfiguration): Promise<void> {
    try {
      this.#openSession(configuration);
    } catch (error) {
      if (error instanceof AwsError)
        throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
      throw error;
    }
    // Looked up here, so that a wrong LOCAL_NODE_… ends the deployment.
    this.#surroundings.nodes.of(configuration.runtime);
    this.#taskRoot = await this.#unpack(configuration.codeDirectory);
    this.#configuration = configuration;
    this.#replacePool();
    await Promise.all(this.#superseded.map((pool) => pool.drain()));
  }

  /** Ends its processes at once, with their events; the next event starts a new one. */
  async restart(): Promise<void> {
    this.#replacePool();
    await this.#stopSuperseded();
  }

  /**
   * Runs the function once. The caller has been authorized before.
   *
   * @throws AwsError RequestTooLargeException, TooManyRequestsException; errors of the function are results
   */
  async run(payload: Buffer, requestId: string = randomUUID()): Promise<FunctionResult> {
    if (payload.length > MAX_REQUEST_BYTES)
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`,
        { status: 413 },
      );
    if (this.#pool === undefined)
      throw new AwsError('ResourceConflictException', 'The function is Pending.', { status: 409 });
    return await this.#pool.run({ requestId, payload, traceId: newTraceId(this.#surroundings.kernel) });
  }

  /** A session of the execution role, for Lambda's own actions on the function's behalf. */
  openSession(): RoleCaller {
    return this.#openSession(this.#configuration);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#pool?.stop(), this.#stopSuperseded()]);
    await Promise.all(this.#taskRoots.map((root) => rm(root, { recursive: true, force: true })));
  }

  async #stopSuperseded(): Promise<void> {
    await Promise.all(this.#superseded.splice(0).map((pool) => pool.stop()));
  }

  #replacePool(): void {
    const { kernel, maxEnvironments } = this.#surroundings;
    const configuration = this.#configuration;
    const taskRoot = this.#taskRoot;
    if (this.#pool !== undefined) this.#superseded.push(this.#pool);
    this.#pool = new EnvironmentPool({
      clock: kernel.clock,
      start: (onExit) => this.#startEnvironment(configuration, taskRoot, onExit),
      reservedConcurrency: configuration.reservedConcurrency,
      maxEnvironments: configuration.reservedConcurrency ?? maxEnvironments,
    });
  }

  /** Outside the repository, whose package.json would make `index.js` an ES module. */
  async #unpack(codeDirectory: string): Promise<string> {
    const taskRoot = await mkdtemp(join(tmpdir(), 'local-lambda-'));
    this.#taskRoots.push(taskRoot);
    await cp(codeDirectory, taskRoot, { recursive: true });
    return taskRoot;
  }

  #startEnvironment(
    configuration: FunctionConfiguration,
    taskRoot: string,
    onExit: () => void,
  ): ExecutionEnvironment {
    const { kernel, logs, nodes } = this.#surroundings;
    const session = this.#openSession(configuration);
    const logStreamName = newLogStreamName(kernel.clock.now());
    const stream = new FunctionLogStream(logs, session, configuration, logStreamName, (reason) =>
      kernel.log(`lambda: ${configuration.functionName} writes no logs: ${reason}`),
    );
    return new ExecutionEnvironment({
      configuration,
      taskRoot,
      node: nodes.of(configuration.runtime).path,
      clock: kernel.clock,
      variables: environmentVariables(configuration, {
        credentials: kernel.iam.keys.issue(session),
        logStreamName,
        taskRoot,
        endpointUrl: kernel.endpoint.url,
      }),
      onStart: (span) => stream.write([startLine(configuration, span)]),
      onOutput: (lines) => stream.write(lines),
      onReport: (span, result) => stream.write(reportLines(configuration, span, result)),
      onExit,
    });
  }

  /** The role's trust policy decides; the session is named after the function. */
  #openSession({ roleArn, functionName }: FunctionConfiguration): RoleCaller {
    const { iam, clock } = this.#surroundings.kernel;
    iam.assumeRoleAsService('lambda.amazonaws.com', roleArn);
    return iam.openSession(iam.role(roleArn), functionName, clock.now() + SESSION_MILLISECONDS);
  }
}

function newTraceId({ clock }: Kernel): string {
  const seconds = Math.floor(clock.now() / 1000).toString(16);
  const random = randomBytes(20).toString('hex');
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};Sampled=0`;
}
