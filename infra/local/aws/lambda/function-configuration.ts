import { AwsError } from '../core/aws-error.ts';
import type { Home } from '../core/caller.ts';

/** A function's configuration; `update` replaces everything except the name. */
export interface FunctionOptions {
  readonly functionName: string;
  /** Directory with the unpacked deployment package. */
  readonly codeDirectory: string;
  /** `<module>.<export>` */
  readonly handler: string;
  /** The execution role. */
  readonly roleArn: string;
  /** @default nodejs24.x */
  readonly runtime?: string;
  /** @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 3 */
  readonly timeoutSeconds?: number;
  /** @default 128 */
  readonly memoryMegabytes?: number;
  /** @default /aws/lambda/<functionName> */
  readonly logGroupName?: string;
  /** @default Text */
  readonly logFormat?: 'Text' | 'JSON';
  /** Least level of the function's own log lines, with `logFormat` JSON. @default INFO */
  readonly applicationLogLevel?: string;
  /** Least level of Lambda's log lines, with `logFormat` JSON. @default INFO */
  readonly systemLogLevel?: string;
  /** Concurrent invocations; further ones are throttled. @default unreserved */
  readonly reservedConcurrency?: number;
  /** Queue that gets events whose asynchronous invocation failed for good. @default none */
  readonly deadLetterQueueArn?: string;
}

type Defaulted =
  | 'runtime'
  | 'environment'
  | 'timeoutSeconds'
  | 'memoryMegabytes'
  | 'logGroupName'
  | 'logFormat'
  | 'applicationLogLevel'
  | 'systemLogLevel';

export type FunctionConfiguration = FunctionOptions &
  Required<Pick<FunctionOptions, Defaulted>> &
  Home & { readonly arn: string };

/** Names that Lambda sets itself ("Using Lambda environment variables") and that a function cannot override. */
const RESERVED_VARIABLES =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_NAME|FUNCTION_MEMORY_SIZE|FUNCTION_VERSION|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API|LOG_FORMAT|LOG_LEVEL)|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;

/** @throws AwsError InvalidParameterValueException */
export function configurationOf(home: Home, options: FunctionOptions): FunctionConfiguration {
  const { functionName, environment = {}, timeoutSeconds = 3, memoryMegabytes = 128 } = options;
  const { runtime = 'nodejs24.x' } = options;
  if (!/^[\w-]{1,64}$/.test(functionName))
    throw invalidParameter(`${functionName} is not a valid function name.`);
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw invalidParameter(`The local AWS runs Node.js functions only, not ${runtime}.`);
  if (timeoutSeconds < 1 || timeoutSeconds > 900)
    throw invalidParameter(`Timeout must be 1 to 900 seconds, not ${timeoutSeconds}.`);
  if (memoryMegabytes < 128 || memoryMegabytes > 10_240)
    throw invalidParameter(`MemorySize must be 128 to 10240 MB, not ${memoryMegabytes}.`);
  const reserved = Object.keys(environment).filter((name) => RESERVED_VARIABLES.test(name));
  if (reserved.length > 0)
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have ' +
        `provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  return {
    ...options,
    ...home,
    arn: functionArn(home, functionName),
    runtime,
    environment,
    timeoutSeconds,
    memoryMegabytes,
    logGroupName: options.logGroupName ?? `/aws/lambda/${functionName}`,
    logFormat: options.logFormat ?? 'Text',
    applicationLogLevel: options.applicationLogLevel ?? 'INFO',
    systemLogLevel: options.systemLogLevel ?? 'INFO',
  };
}

export function functionArn({ region, accountId }: Home, functionName: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
}

/**
 * The ARN of a function from its name, a partial ARN or an ARN, as `FunctionName` parameters allow.
 *
 * @param home account and Region for a name without an ARN
 */
export function resolveFunctionArn(home: Home, text: string): string {
  const [, region = home.region, accountId = home.accountId, name = text] =
    /^(?:arn:aws:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([\w-]+)(?::\$LATEST)?$/.exec(text) ?? [];
  return functionArn({ region, accountId }, name);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}
