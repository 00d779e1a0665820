import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsAccess } from './aws-access.ts';
import { explainError } from './explain-error.ts';
import { UsageError } from './usage-error.ts';

/**
 * Whose credentials these are, and for which Region.
 *
 * @param isLocal whether a local system should answer
 * @throws UsageError when AWS does not know the credentials, or cannot be reached
 */
export async function whoAmI(access: AwsAccess, isLocal: boolean): Promise<string> {
  try {
    const { Arn } = await new STSClient(access).send(new GetCallerIdentityCommand({}));
    return `${Arn} in ${access.region}`;
  } catch (error) {
    if (isLocal)
      throw new UsageError(
        `No local system at ${access.endpoint} (${explainError(error)}). Run npm start first; LOCAL_AWS_PORT names its port.`,
      );
    throw new UsageError(
      `AWS cannot be asked with these credentials (${explainError(error)}). Set AWS_PROFILE (after aws sso login), or give --profile.`,
    );
  }
}
