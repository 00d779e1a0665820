import { randomUUID } from 'node:crypto';
import { homeOfArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Caller, Home } from '../core/caller.ts';
import type { Kernel } from '../iam/kernel.ts';
import type { Logs } from '../logs/logs.ts';
import type { Sqs } from '../sqs/sqs.ts';
import type { FunctionResult } from './environment/function-result.ts';
import { NodeBinaries } from './environment/node-binary.ts';
import type { FunctionOptions } from './function-configuration.ts';
import { configurationOf } from './function-configuration.ts';
import type { PermissionOptions } from './function-policy.ts';
import { FunctionUrl } from './function-url/function-url.ts';
import type { AsyncInvocationOptions } from './invocation/async-invocations.ts';
import { AsyncInvocations } from './invocation/async-invocations.ts';
import type { EventSourceMappingOptions } from './invocation/event-source-mapping.ts';
import { EventSourceMapping } from './invocation/event-source-mapping.ts';
import { LambdaFunction } from './lambda-function.ts';

export interface LambdaOptions {
  readonly logs: Logs;
  readonly sqs: Sqs;
  /** Port of the first function URL on 127.0.0.1; further ones take any free port. @default any free port */
  readonly functionUrlPort?: number;
  /** Processes for one function without reserved concurrency; further invocations wait. @default 8 */
  readonly maxEnvironments?: number;
}

export interface InvokeOptions {
  /** `Event` answers at once and retries. @default RequestResponse */
  readonly type?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly requestId?: string;
}

/** "Lambda quotas": an asynchronous invocation's event. */
const MAX_ASYNC_REQUEST_BYTES = 1_048_576;

const NOTHING: FunctionResult = { payload: Buffer.alloc(0) };

/** AWS Lambda: runs the functions of all accounts, each in processes of its own. */
export class Lambda {
  /** The Nodes that run functions. */
  readonly nodes = new NodeBinaries();
  readonly #kernel: Kernel;
  readonly #options: LambdaOptions;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #mappings = new Map<string, EventSourceMapping>();
  readonly #urls = new Map<string, FunctionUrl>();
  readonly #async: AsyncInvocations;

  constructor(kernel: Kernel, options: LambdaOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#async = new AsyncInvocations({ kernel, sqs: options.sqs });
  }

  /** @throws AwsError InvalidParameterValueException, ResourceConflictException */
  async createFunction(home: Home, options: FunctionOptions): Promise<{ readonly arn: string }> {
    const configuration = configurationOf(home, options);
    const { arn, functionName } = configuration;
    if (this.#functions.has(arn))
      throw new AwsError('ResourceConflictException', `Function already exist: ${functionName}`, {
        status: 409,
      });
    const { logs, maxEnvironments = 8 } = this.#options;
    const made = new LambdaFunction(
      { kernel: this.#kernel, logs, nodes: this.nodes, maxEnvironments },
      configuration,
    );
    this.#functions.set(arn, made);
    try {
      await made.deploy(configuration);
    } catch (error) {
      await this.deleteFunction(arn);
      throw error;
    }
    return { arn };
  }

  /** Replaces the configuration: an absent option returns to its default. */
  async updateFunction(arn: string, options: Omit<FunctionOptions, 'functionName'>): Promise<void> {
    const found = this.function(arn);
    const { functionName, accountId, region } = found.configuration;
    await found.deploy(configurationOf({ accountId, region }, { functionName, ...options }));
  }

  /**
   * Restarts all functions, for tests: cached state, events in progress and events that wait for another attempt are
   * dropped.
   */
  async restart(): Promise<void> {
    this.#async.forget();
    await Promise.all([...this.#functions.values()].map((found) => found.restart()));
  }

  /** Ends its processes. */
  async deleteFunction(arn: string): Promise<void> {
    const found = this.function(arn);
    this.#functions.delete(arn);
    this.#async.configure(arn, undefined);
    await found.stop();
  }

  /** @throws AwsError ResourceNotFoundException */
  function(arn: string): LambdaFunction {
    const found = this.#functions.get(arn);
    if (found === undefined)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { status: 404 });
    return found;
  }

  functionsOf({ accountId, region }: Home): readonly LambdaFunction[] {
    return [...this.#functions.values()].filter(
      ({ configuration }) => configuration.accountId === accountId && configuration.region === region,
    );
  }

  /** @throws AwsError ResourceNotFoundException, ResourceConflictException, InvalidParameterValueException */
  addPermission(functionArn: string, statementId: string, options: PermissionOptions): void {
    this.function(functionArn).policy.add(statementId, options);
  }

  removePermission(functionArn: string, statementId: string): void {
    this.#functions.get(functionArn)?.policy.remove(statementId);
  }

  /**
   * Invokes a function for an authorized caller ("Invoke" of the Lambda API).
   *
   * @throws AwsError AccessDeniedException, ResourceNotFoundException, TooManyRequestsException,
   *   RequestTooLargeException; a function's own errors are results
   */
  async invoke(
    caller: Caller,
    functionArn: string,
    payload: Buffer,
    { type = 'RequestResponse', requestId = randomUUID() }: InvokeOptions = {},
  ): Promise<FunctionResult> {
    this.authorize(caller, 'lambda:InvokeFunction', functionArn);
    const found = this.function(functionArn);
    if (type === 'DryRun') return NOTHING;
    if (type === 'RequestResponse') return await found.run(payload, requestId);
    if (payload.length > MAX_ASYNC_REQUEST_BYTES)
      throw new AwsError(
        'RequestTooLargeException',
        `${payload.length} byte payload is too large for the Event invocation type (limit ${MAX_ASYNC_REQUEST_BYTES} bytes)`,
        { status: 413 },
      );
    this.#async.accept(found, payload, requestId);
    return NOTHING;
  }

  /** @throws AwsError AccessDeniedException */
  authorize(
    caller: Caller,
    action: `lambda:${string}`,
    functionArn: string,
    context: Readonly<Record<string, string>> = {},
  ): void {
    const resourcePolicy = this.#functions.get(functionArn)?.policy.document;
    this.#kernel.iam.authorize({
      caller,
      action,
      resource: functionArn,
      resourceAccountId: homeOfArn(functionArn).accountId,
      context,
      ...(resourcePolicy && { resourcePolicy }),
    });
  }

  /** Sets how asynchronous invocations of a function are retried and where failures go; undefined sets the defaults. */
  configureAsyncInvocation(functionArn: string, options: AsyncInvocationOptions | undefined): void {
    this.function(functionArn);
    this.#async.configure(functionArn, options);
  }

  /**
   * Lets a function consume an SQS queue.
   *
   * @returns the mapping's UUID
   * @throws AwsError InvalidParameterValueException when the role may not read the queue, or the queue does not fit
   */
  createEventSourceMapping(options: EventSourceMappingOptions): string {
    const found = this.function(options.functionArn);
    const mapping = new EventSourceMapping({ kernel: this.#kernel, sqs: this.#options.sqs }, found, options);
    const id = randomUUID();
    this.#mappings.set(id, mapping);
    return id;
  }

  updateEventSourceMapping(id: string, options: EventSourceMappingOptions): void {
    const found = this.function(options.functionArn);
    const next = new EventSourceMapping({ kernel: this.#kernel, sqs: this.#options.sqs }, found, options);
    this.#mappings.get(id)?.stop();
    this.#mappings.set(id, next);
  }

  deleteEventSourceMapping(id: string): void {
    this.#mappings.get(id)?.stop();
    this.#mappings.delete(id);
  }

  /**
   * Gives a function an HTTP address of its own on 127.0.0.1, with authorization type AWS_IAM.
   *
   * @returns the URL, with a slash at the end
   * @throws AwsError ResourceConflictException when it has one; the server's error, such as EADDRINUSE
   */
  async createFunctionUrl(functionArn: string): Promise<string> {
    const { arn } = this.function(functionArn).configuration;
    if (this.#urls.has(arn))
      throw new AwsError('ResourceConflictException', `Failed to create function url config for ${arn}`, {
        status: 409,
      });
    const url = new FunctionUrl(this, this.#kernel, arn);
    await url.listen(this.#urls.size === 0 ? (this.#options.functionUrlPort ?? 0) : 0);
    this.#urls.set(arn, url);
    return url.url;
  }

  async deleteFunctionUrl(functionArn: string): Promise<void> {
    const url = this.#urls.get(functionArn);
    this.#urls.delete(functionArn);
    await url?.close();
  }

  /** Undefined for a function without a URL. */
  functionUrl(functionArn: string): string | undefined {
    return this.#urls.get(functionArn)?.url;
  }

  /** Ends all processes and listeners. */
  async stop(): Promise<void> {
    this.#async.forget();
    for (const mapping of this.#mappings.values()) mapping.stop();
    await Promise.all([...this.#urls.values()].map((url) => url.close()));
    await Promise.all([...this.#functions.values()].map((found) => found.stop()));
  }
}
