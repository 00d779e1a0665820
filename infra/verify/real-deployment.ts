import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsAccess, Deployment } from './deployment.ts';
import { explainError } from './explain-error.ts';
import { UsageError } from './usage-error.ts';

/** Firehose's delivery and the events themselves take their time, besides the buffer. */
const EVENT_SLACK_SECONDS = 180;

export interface RealDeploymentOptions {
  /** Of the management account. @default - the environment's */
  readonly profile?: string;
  /** Of the management stack. @default - the environment's, or the profile's */
  readonly region?: string;
  readonly tenantProfile?: string;
  readonly urlCallerRoleArn?: string;
}

/**
 * A deployment in real accounts, seen with the operator's own credentials.
 *
 * @throws UsageError when no Region is known, or the tenant's profile gives no credentials
 */
export async function realDeployment(options: RealDeploymentOptions): Promise<Deployment> {
  const { profile, tenantProfile, urlCallerRoleArn } = options;
  const credentials = fromNodeProviderChain(profile === undefined ? {} : { profile });
  const tenantCredentials = await credentialsOf(tenantProfile);
  const region = options.region ?? (await defaultRegion(profile));
  return {
    management: { region, credentials },
    tenant(record) {
      return tenantCredentials && { region: record.region, credentials: tenantCredentials };
    },
    tenantHint: "give a profile of the tenant's account: --tenant-profile <name>",
    ...(urlCallerRoleArn !== undefined && { urlCallerRoleArn }),
    eventSlackSeconds: EVENT_SLACK_SECONDS,
    pollMilliseconds: 5_000,
  };
}

/** Tried out at once: without them, half of the way cannot be seen. */
async function credentialsOf(profile: string | undefined): Promise<AwsAccess['credentials'] | undefined> {
  if (profile === undefined) return undefined;
  const credentials = fromNodeProviderChain({ profile });
  try {
    await credentials();
    return credentials;
  } catch (error) {
    throw new UsageError(`The profile ${profile} gives no credentials (${explainError(error)}).`);
  }
}

/** As the AWS CLI finds it. */
async function defaultRegion(profile: string | undefined): Promise<string> {
  const named = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (named !== undefined && named !== '') return named;
  try {
    return await new STSClient(profile === undefined ? {} : { profile }).config.region();
  } catch {
    throw new UsageError("The management stack's Region is not known: give --region, or set AWS_REGION.");
  }
}
