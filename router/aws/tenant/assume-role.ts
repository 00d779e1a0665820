import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AssumeRole } from './credentials.ts';

/** AssumeRole of a regional STS. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function createAssumeRole(client: STSClient): AssumeRole {
  return async ({ roleArn, externalId, sessionName, sessionPolicy, durationSeconds }, abortSignal) => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      ExternalId: externalId,
      RoleSessionName: sessionName,
      Policy: sessionPolicy,
      DurationSeconds: durationSeconds,
    });
    const { Credentials } = await client.send(command, { abortSignal });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
      throw new Error('AssumeRole answered without credentials');
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration.getTime(),
    };
  };
}
