import { AwsError } from '../../core/aws-error.ts';

/** Values of `$context.<name>` for one request; a variable without a value is absent. */
export type ContextVariables = Readonly<Record<string, string | undefined>>;

/** Of "Variables for access logging for API Gateway" those that have a meaning here. */
const NAMES = new Set([
  'accountId',
  'apiId',
  'awsEndpointRequestId',
  'deploymentId',
  'domainName',
  'domainPrefix',
  'error.message',
  'error.messageString',
  'error.responseType',
  'extendedRequestId',
  'httpMethod',
  'identity.sourceIp',
  'identity.userAgent',
  'integration.latency',
  'integration.status',
  'integrationLatency',
  'integrationStatus',
  'path',
  'protocol',
  'requestId',
  'requestTime',
  'requestTimeEpoch',
  'resourceId',
  'resourcePath',
  'responseLatency',
  'responseLength',
  'stage',
  'status',
  'xrayTraceId',
]);

const VARIABLE = /\$context\.([A-Za-z][\w-]*(?:\.[\w-]+)*)/g;

/** @throws AwsError BadRequestException for an unknown variable */
export function assertContextVariables(text: string): void {
  for (const [, name = ''] of text.matchAll(VARIABLE))
    if (!NAMES.has(name) && !/^authorizer\.claims\.[\w-]+$/.test(name))
      throw new AwsError(
        'BadRequestException',
        `$context.${name} is not a variable that the local AWS knows.`,
      );
}

/** @param missing the text for a variable without a value: `-` in access logs, empty in templates */
export function renderContext(text: string, variables: ContextVariables, missing: string): string {
  return text.replace(VARIABLE, (_, name: string) => variables[name] ?? missing);
}
