import { credentialsOfProfile, type RealAccessOptions, realAccess } from '../../access/real-access.ts';
import type { Deployment } from '../deployment.ts';

/** Time for the events themselves and Firehose's delivery, in addition to its buffer. */
const EVENT_SLACK_SECONDS = 180;

export interface RealDeploymentOptions extends RealAccessOptions {
  readonly tenantProfile?: string;
  readonly urlCallerRoleArn?: string;
}

/**
 * A deployment in real accounts, accessed with the operator's own credentials.
 *
 * @throws UsageError when no Region is known, or the tenant's profile has no credentials
 */
export async function realDeployment(options: RealDeploymentOptions): Promise<Deployment> {
  const { tenantProfile, urlCallerRoleArn } = options;
  const tenantCredentials = tenantProfile && (await credentialsOfProfile(tenantProfile));
  return {
    management: await realAccess(options),
    tenant({ region }) {
      return tenantCredentials ? { region, credentials: tenantCredentials } : undefined;
    },
    tenantHint: "give a profile of the tenant's account: --tenant-profile <name>",
    ...(urlCallerRoleArn !== undefined && { urlCallerRoleArn }),
    eventSlackSeconds: EVENT_SLACK_SECONDS,
    pollMilliseconds: 5_000,
  };
}
