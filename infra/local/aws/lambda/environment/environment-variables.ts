import type { SessionCredentials } from '../../core/signing/access-keys.ts';
import type { FunctionConfiguration } from '../function-configuration.ts';

export interface EnvironmentIdentity {
  readonly credentials: SessionCredentials;
  readonly logStreamName: string;
  readonly taskRoot: string;
  /** Base URL of the local AWS. */
  readonly endpointUrl: string;
}

/**
 * The environment of a function except `AWS_LAMBDA_RUNTIME_API`: its template's variables and Lambda's own ("Defined
 * runtime environment variables"), and none of this machine's.
 */
export function environmentVariables(
  configuration: FunctionConfiguration,
  { credentials, logStreamName, taskRoot, endpointUrl }: EnvironmentIdentity,
): Readonly<Record<string, string>> {
  const { region, functionName, runtime, handler, logGroupName, memoryMegabytes } = configuration;
  return {
    // It takes the place of the Region's endpoints.
    AWS_ENDPOINT_URL: endpointUrl,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    TZ: ':UTC',
    ...configuration.environment,
    _HANDLER: handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_LOG_FORMAT: configuration.logFormat,
    ...(configuration.logFormat === 'JSON' && {
      AWS_LAMBDA_LOG_LEVEL: configuration.applicationLogLevel,
    }),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    LAMBDA_TASK_ROOT: taskRoot,
  };
}
