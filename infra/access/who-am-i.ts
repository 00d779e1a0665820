import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsAccess } from './aws-access.ts';
import { explainError } from './explain-error.ts';
import { noLocalSystem } from './ports.ts';
import { UsageError } from './usage-error.ts';

/**
 * The principal of these credentials and their Region, for a message.
 *
 * @param isLocal whether the credentials are for the local system
 * @throws UsageError when AWS does not accept the credentials or cannot be reached
 */
export async function whoAmI(access: AwsAccess, isLocal: boolean): Promise<string> {
  try {
    const { Arn } = await new STSClient(access).send(new GetCallerIdentityCommand({}));
    return `${Arn} in ${access.region}`;
  } catch (error) {
    if (isLocal) throw new UsageError(noLocalSystem(access.endpoint ?? ''));
    throw new UsageError(
      `AWS does not accept these credentials (${explainError(error)}). Run aws sso login and set AWS_PROFILE, or give --profile.`,
    );
  }
}
