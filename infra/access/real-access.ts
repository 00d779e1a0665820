import { STSClient } from '@aws-sdk/client-sts';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsAccess } from './aws-access.ts';
import { explainError } from './explain-error.ts';
import { UsageError } from './usage-error.ts';

export interface RealAccessOptions {
  /** Profile of the management account. @default - the environment's */
  readonly profile?: string;
  /** Region of the management stack. @default - the environment's, or the profile's */
  readonly region?: string;
}

/**
 * Access to a real account with the credentials of a profile or of the shell.
 *
 * @throws UsageError when no Region is known
 */
export async function realAccess({ profile, region }: RealAccessOptions): Promise<AwsAccess> {
  const credentials = fromNodeProviderChain(profile === undefined ? {} : { profile });
  return { region: region ?? (await defaultRegion(profile)), credentials };
}

/**
 * The credentials of a profile, fetched at once.
 *
 * @throws UsageError when the profile has no credentials
 */
export async function credentialsOfProfile(profile: string): Promise<AwsAccess['credentials']> {
  const credentials = fromNodeProviderChain({ profile });
  try {
    await credentials();
    return credentials;
  } catch (error) {
    throw new UsageError(`The profile ${profile} has no credentials (${explainError(error)}).`);
  }
}

/**
 * The Region of the shell, or of the profile, as for the AWS CLI.
 *
 * @throws UsageError when neither has one
 */
async function defaultRegion(profile: string | undefined): Promise<string> {
  const named = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (named !== undefined && named !== '') return named;
  try {
    return await new STSClient(profile === undefined ? {} : { profile }).config.region();
  } catch {
    throw new UsageError(
      'The Region of the management stack is not known: give --region, or set AWS_REGION.',
    );
  }
}
